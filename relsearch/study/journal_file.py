"""JournalFile: a journal's lines on disk, each of them written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from relsearch.errors import ResourceError


class JournalFile:
    """Optuna's own journal file, but for what a full disk does to it.

    Optuna leaves there what went onto the disk of a line, and puts the next one behind it: no
    line after that could be read again.
    """

    def __init__(self, path: Path) -> None:
        from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

        self._path = path
        self._file = JournalFileBackend(str(path), JournalFileOpenLock(str(path)))
        self._whole: int | None = None  # bytes to cut the file back to, after a write that failed

    def read_logs(self, log_number_from: int) -> Iterator[dict[str, Any]]:
        """Yield the operations from a number on."""
        return self._file.read_logs(log_number_from)

    def append_logs(self, logs: list[dict[str, Any]]) -> None:
        """Append operations; ResourceError when that fails, and the file is as it was."""
        try:
            with self._as_it_was():
                self._file.append_logs(logs)
        except OSError as error:
            raise ResourceError(
                f"the journal {self._path} cannot be written ({error.strerror}); what it has is"
                " whole: make room, and go on with --resume"
            ) from error

    @contextmanager
    def _as_it_was(self) -> Iterator[None]:
        self._cut()  # where that could not be done at once
        self._whole = self._path.stat().st_size
        try:
            yield
        except BaseException:
            with suppress(OSError):
                self._cut()
            raise
        self._whole = None

    def _cut(self) -> None:
        if self._whole is not None:
            os.truncate(self._path, self._whole)
            self._whole = None


def mend(path: Path) -> Path | None:
    """Cut a torn last line off a journal; return where the tail was kept, None if it was whole.

    A power cut leaves half a line, and once lines follow it every read fails. Also takes away the
    lock of a writer that died while it wrote, for which Optuna would wait half a minute. Call it
    under the study's own lock.
    """
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole == len(content):
        return None
    tail = path.with_suffix(path.suffix + ".torn")
    with tail.open("ab") as file:
        file.write(content[whole:] + b"\n")
    with path.open("r+b") as file:
        file.truncate(whole)
    return tail
