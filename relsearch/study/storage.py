"""Storage: a folder of an object store or a file system, by its URL; files go there whole."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from relsearch.components import look_up
from relsearch.errors import ConfigError, StorageError
from relsearch.files import whole_file

ATTEMPTS = 6  # an object store says "slow down" now and then; each wait is longer than the last
CONNECT_SECONDS = 10.0
BLOCK = 8 << 20  # bytes copied at a time


@dataclass(frozen=True)
class Stored:
    """A file as the storage lists it: its bytes, and when it was written (ns)."""

    size: int
    written: int


@dataclass(frozen=True)
class Storage:
    """The files under ``url``; names are relative to it.

    Credentials are those that the machine has: see SCHEMES. Raises StorageError wherever the
    storage does not do what it is asked.
    """

    url: str

    def send(self, path: Path, name: str) -> None:
        """Write a local file to ``name``, whole or not at all."""
        # In a thread, which no interrupt reaches: half a file would be closed as if it were whole.
        with self._told(), ThreadPoolExecutor(1) as pool:
            pool.submit(self._copy_there, path, self._at(name)).result()

    def fetch(self, name: str, path: Path) -> bool:
        """Write what lies at ``name`` to a local file; return False where nothing does."""
        with self._told():
            try:
                with (
                    self._filesystem.open_input_stream(self._at(name), compression=None) as source,
                    whole_file(path) as temporary,
                    temporary.open("wb") as sink,
                ):
                    shutil.copyfileobj(source, sink, BLOCK)
            except FileNotFoundError:
                return False
        return True

    def write(self, name: str, text: str) -> None:
        """Write a small file."""
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            self.send(Path(file.name), name)

    def read(self, name: str) -> str | None:
        """Return what a small file says; None where there is none."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "text"
            return path.read_text(encoding="utf-8") if self.fetch(name, path) else None

    def files(self, folder: str = "") -> dict[str, Stored]:
        """List the files of a folder and of those below it, by name."""
        start = len(self._at("")) + 1
        return {
            info.path[start:]: Stored(info.size, info.mtime_ns)
            for info in self._list(folder, recursive=True)
            if info.is_file
        }

    def folders(self) -> list[str]:
        """List the names of the folders right under the URL."""
        return sorted(
            info.base_name for info in self._list("", recursive=False) if not info.is_file
        )

    def written(self, name: str) -> int | None:
        """Return when a file was written (ns); None where there is none."""
        with self._told():
            info = self._filesystem.get_file_info(self._at(name))
        return int(info.mtime_ns) if info.is_file else None

    def remove(self, name: str) -> None:
        """Delete a file or a folder, where there is one."""
        with self._told():
            info = self._filesystem.get_file_info(self._at(name))
            if info.is_file:
                self._filesystem.delete_file(info.path)
            elif info.type.name == "Directory":
                self._filesystem.delete_dir(info.path)

    def _copy_there(self, path: Path, target: str) -> None:
        from pyarrow.fs import LocalFileSystem

        if isinstance(self._filesystem, LocalFileSystem):  # the one that shows files half written
            with whole_file(Path(target)) as temporary:
                shutil.copyfile(path, temporary)
            return
        with (
            path.open("rb") as source,
            self._filesystem.open_output_stream(target, compression=None) as sink,
        ):
            shutil.copyfileobj(source, sink, BLOCK)

    def _list(self, folder: str, *, recursive: bool) -> list[Any]:
        from pyarrow.fs import FileSelector

        selector = FileSelector(self._at(folder), allow_not_found=True, recursive=recursive)
        with self._told():
            return list(self._filesystem.get_file_info(selector))

    def _at(self, name: str) -> str:
        parts = urlsplit(self.url)
        root = f"{parts.netloc}{parts.path}".rstrip("/")
        return f"{root}/{name}" if name else root

    @cached_property
    def _filesystem(self) -> Any:
        parts = urlsplit(self.url)
        scheme = look_up(SCHEMES, parts.scheme, kind="storage")
        if not re.match(scheme.form, self.url):
            raise ConfigError(f"{self.url} is no place for results; write {scheme.example}")
        with self._told():
            return scheme.connect(parts.netloc)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in the user's words what the storage complains about."""
        try:
            yield
        except (OSError, ValueError) as error:  # Arrow's own errors are one or the other
            cure = SCHEMES[urlsplit(self.url).scheme].cure
            said = str(error).strip().splitlines()[0]
            raise StorageError(f"cannot use {self.url}: {said}\n{cure}") from error


@dataclass(frozen=True)
class Scheme:
    """How a URL looks, how to connect to its bucket, and what to do where that fails."""

    form: str
    example: str
    connect: Callable[[str], Any]
    cure: str


def _s3(bucket: str) -> Any:
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem, resolve_s3_region

    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return S3FileSystem(
        endpoint_override=endpoint,
        region=region or (None if endpoint else resolve_s3_region(bucket)),
        connect_timeout=CONNECT_SECONDS,
        allow_delayed_open=True,  # a small file then takes one request, not three
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=ATTEMPTS),
    )


def _gs(bucket: str) -> Any:
    from pyarrow.fs import GcsFileSystem

    return GcsFileSystem(retry_time_limit=timedelta(minutes=2))


def _file(host: str) -> Any:
    from pyarrow.fs import LocalFileSystem

    return LocalFileSystem()


SCHEMES = {
    "s3": Scheme(
        r"s3://[^/]",
        "s3://BUCKET/FOLDER",
        _s3,
        "Make the bucket, or give credentials that may read, write, list and delete there:"
        " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the machine's role; for a"
        " store that is not Amazon's also AWS_ENDPOINT_URL",
    ),
    "gs": Scheme(
        r"gs://[^/]",
        "gs://BUCKET/FOLDER",
        _gs,
        "Make the bucket, or give credentials that may read, write, list and delete there:"
        " GOOGLE_APPLICATION_CREDENTIALS, or the machine's service account",
    ),
    "file": Scheme(
        r"file:///.", "file:///FOLDER", _file, "Give a folder that every machine may write to"
    ),
}
