"""Log: what a trial's worker prints, kept beside the trial."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

OUTPUT, ERROR = 1, 2


@contextmanager
def logged(path: Path, heading: str) -> Iterator[None]:
    """Add to a file, under a heading, all that this process prints meanwhile.

    The descriptors themselves are turned to the file, so that the words of C libraries (CUDA's
    last ones, for example) arrive there too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    with path.open("a", encoding="utf-8") as file:
        print(f"--- {now}, {socket.gethostname()}: {heading}", file=file, flush=True)
        kept = {stream: os.dup(stream) for stream in (OUTPUT, ERROR)}
        try:
            _turn({stream: file.fileno() for stream in kept})
            yield
        finally:
            _turn(kept)
            for copy in kept.values():
                os.close(copy)


def _turn(targets: dict[int, int]) -> None:
    for printed in (sys.stdout, sys.stderr):
        printed.flush()
    for stream, target in targets.items():
        os.dup2(target, stream)
