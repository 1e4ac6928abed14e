"""The study's lock: one driver at a time, on one machine or on several."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relsearch.errors import StudyError
from relsearch.study.folder import StudyFolder
from relsearch.study.mirror import Say


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


@contextmanager
def claimed(folder: StudyFolder, say: Say) -> Iterator[None]:
    """Be the study's one driver, with the study here as the last one left it.

    A folder's lock holds on its machine, and the system releases it when the driver dies; a study
    in a storage has a lease besides. Raises StudyError naming the driver that there is.
    """
    with locked(folder.lock), folder.mirror.held(say):
        folder.refresh()
        folder.mirror.fetch_grown(folder.journal)
        yield
