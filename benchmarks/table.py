"""Tables of runs: one CSV row a run, appended when it ends; claims, so that no run is done twice.

Scripts that import this are started as modules from the repository's root: `python -m benchmarks…`.
"""

import csv
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Table:
    """A CSV file; a run is known by what its row says under the first ``keys`` columns."""

    path: Path
    columns: tuple[str, ...]
    keys: int

    def rows(self) -> list[dict[str, str]]:
        """Return the rows so far, none where there is no table yet."""
        if not self.path.exists():
            return []
        with self.path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def has(self, run: Mapping[str, Any]) -> bool:
        """Say whether a run has its row."""
        wanted = self.key(run)
        return any(self.key(row) == wanted for row in self.rows())

    def key(self, run: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what names a run, as the file spells it."""
        return tuple(str(run[column]) for column in self.columns[: self.keys])

    def append(self, row: Mapping[str, Any]) -> None:
        """Add a row, with the header where there is no table yet; several processes may."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            if not os.fstat(file.fileno()).st_size:
                writer.writeheader()
            writer.writerow(row)
        print(*(f"{key}={value}" for key, value in row.items()), flush=True)


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Hold the claim file, which names this process; yield False where another process holds it.

    The system releases the claim of a process that dies. The file stays: were it removed, one
    process could lock the old file and another a new one of the same name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield True
