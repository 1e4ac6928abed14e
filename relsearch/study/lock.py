"""The study's lock: one driver at a time; the system releases it when the driver dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relsearch.errors import StudyError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file; StudyError naming the process that holds it already.

    flock belongs to the open file, so a crash or ``kill -9`` releases it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise StudyError(
                f"study {path.parent.name} is being tuned by process {owner};"
                " wait for it, or stop it (Ctrl-C keeps everything) and resume"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
