"""StoredMirror: the mirror of a study that a storage keeps."""

import os
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from relsearch.files import whole_file
from relsearch.study.lease import Lease
from relsearch.study.mirror import Mirror, Say, delete
from relsearch.study.storage import Storage, Stored

NEWEST = "newest"
TOKEN = ".token"
AT_ONCE = 16  # requests side by side: an object store answers each in its own time


class StoredMirror(Mirror):
    """Keeps the folder ``here`` and a storage alike, a file or a folder at a time."""

    def __init__(self, here: Path, storage: Storage) -> None:
        self.here, self.storage, self.url = here, storage, storage.url
        self._there: dict[str, Stored] = {}
        self._folders: set[str] = set()
        self._sent: dict[str, tuple[int, int]] = {}
        self._lease: Lease | None = None

    def __reduce__(self) -> tuple[type["StoredMirror"], tuple[Path, Storage]]:
        """Travel without what this process alone knows."""
        return StoredMirror, (self.here, Storage(self.storage.url))

    def look(self, folder: Path) -> None:
        """List the folder."""
        self._know(self._but(folder) | self.storage.files(self._name(folder)))

    def has(self, path: Path) -> bool:
        """Answer from the last look."""
        return self._name(path) in self._there or self._name(path) in self._folders

    def send(self, path: Path) -> None:
        """Send what has changed; a driver first makes sure that the study is still its own."""
        if self._lease:
            self._lease.check()
        for file in _files(path):
            name, stamp = self._name(file), _stamp(file)
            if self._sent.get(name) != stamp:
                self.storage.send(file, name)
                self._sent[name] = stamp

    def fetch(self, path: Path) -> Path:
        """Fetch what differs in size or time, and delete what is not there."""
        for file in _files(path):
            if not self.has(file):
                delete(file)
        where = self._name(path)
        self._fetch_all([name for name in self._there if _lies_in(name, where)])
        return path

    def fetch_named(self, *names: str) -> None:
        """Fetch what differs, many at once."""
        self.look(self.here)
        for file in _files(self.here):
            if file.name in names and not self.has(file):
                delete(file)
        self._fetch_all([name for name in self._there if name.rpartition("/")[2] in names])

    def fetch_grown(self, file: Path) -> Path:
        """Compare the two by their bytes: a driver that died may have written more than it sent."""
        there = file.with_name(f".{file.name}.there")
        if not self.storage.fetch(self._name(file), there):
            delete(file)
        elif file.is_file() and file.read_bytes().startswith(there.read_bytes()):
            there.unlink()
        else:
            os.replace(there, file)
        return file

    def send_state(self, folder: Path) -> None:
        """Send it under a name of its own, then say in the file ``newest`` that this is the one.

        The files of a storage cannot be replaced together; that one file can.
        """
        name, version = self._name(folder), str(time.time_ns())
        before = self.storage.read(f"{name}/{NEWEST}")
        for file in _files(folder):
            self.storage.send(file, f"{name}/{version}/{file.relative_to(folder).as_posix()}")
        self.storage.write(f"{name}/{NEWEST}", version)
        if before:
            self.storage.remove(f"{name}/{before}")

    def fetch_state(self, folder: Path) -> None:
        """Fetch what the file ``newest`` names."""
        delete(folder)
        version = self.storage.read(f"{self._name(folder)}/{NEWEST}")
        if version:
            start = f"{self._name(folder)}/{version}"
            for name in self.storage.files(start):
                self.storage.fetch(name, folder / name.removeprefix(f"{start}/"))

    def drop(self, path: Path) -> None:
        """Delete it there first."""
        self.storage.remove(self._name(path))
        self._know(self._but(path))
        delete(path)

    def clear(self, folder: Path) -> None:
        """Delete it here alone."""
        delete(folder)

    @contextmanager
    def held(self, say: Say) -> Iterator[None]:
        """Hold the storage's lease; whoever has this working folder is known by its token."""
        self._lease = Lease(self.storage, token=self._token())
        with self._lease.held(say):
            yield

    def _know(self, there: dict[str, Stored]) -> None:
        self._there = there
        self._folders = {name.rpartition("/")[0] for name in there}

    def _but(self, path: Path) -> dict[str, Stored]:
        """Return what is known of all but a path and what lies in it."""
        where = self._name(path)
        return {name: one for name, one in self._there.items() if not _lies_in(name, where)}

    def _fetch_all(self, names: list[str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._fetch_one, names))

    def _fetch_one(self, name: str) -> None:
        file, stored = self.here / name, self._there[name]
        stamp = (stored.written, stored.size)
        if not file.is_file() or _stamp(file) != stamp:
            self.storage.fetch(name, file)
            os.utime(file, ns=(stored.written, stored.written))
        self._sent[name] = stamp

    def _token(self) -> str:
        file = self.here / TOKEN
        if not file.is_file():
            with whole_file(file) as temporary:
                temporary.write_text(uuid.uuid4().hex, encoding="utf-8")
        return file.read_text(encoding="utf-8")

    def _name(self, path: Path) -> str:
        relative = path.relative_to(self.here).as_posix()
        return "" if relative == "." else relative


def _lies_in(name: str, where: str) -> bool:
    """Say whether a name is that of a file or folder ("": of all), or of something in it."""
    return not where or name == where or name.startswith(f"{where}/")


def _files(path: Path) -> list[Path]:
    """Return the file, or the files of the folder; nothing where there is neither."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file())


def _stamp(file: Path) -> tuple[int, int]:
    """Return what tells a file from its next version: when it was written (ns), and its bytes."""
    status = file.stat()
    return status.st_mtime_ns, status.st_size
