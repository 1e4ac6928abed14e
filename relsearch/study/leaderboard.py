"""The leaderboard: every trial, best first, as rows and as leaderboard.csv."""

import csv
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from relsearch.files import whole_file
from relsearch.study.folder import StudyFolder
from relsearch.study.record import Record

SCORES = ("score", "micro_f1", "auprc")
Order = tuple[bool, float, bool, int]
FIRST = ("rank", "trial", "state", *SCORES, "epochs_run", "seconds")


def ranked(records: Iterable[Record]) -> list[Record]:
    """Return the records, the highest best score first; failed ones come last.

    At equal scores a complete trial stands before a pruned one, then the lower number wins.
    """
    return sorted(records, key=_order)


def leaderboard(records: Iterable[Record], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row a trial: rank, state, scores (0-100), cost, and the configuration columns."""
    rows = (_row(record, columns) for record in ranked(records))
    return [{"rank": rank, **row} for rank, row in enumerate(rows, start=1)]


def write_leaderboard(path: Path, records: Iterable[Record], columns: Sequence[str]) -> None:
    """Write leaderboard.csv whole or not at all."""
    _write(path, leaderboard(records, columns), columns)


class RunningLeaderboard:
    """leaderboard.csv of a study that runs: a row is made once, the file written now and then.

    A driver that dies in between loses nothing: the file follows from the records.
    """

    EVERY = 5.0  # seconds

    def __init__(
        self, folder: StudyFolder, columns: Sequence[str], records: Iterable[Record]
    ) -> None:
        self._folder, self._columns = folder, columns
        self._rows: dict[int, tuple[Order, dict[str, Any]]] = {}
        self._written = float("-inf")
        for record in records:
            self._note(record)
        self._stale = False

    def add(self, record: Record) -> None:
        """Take in a trial that has ended; write the file unless that was done just before."""
        self._note(record)
        if time.monotonic() - self._written > self.EVERY:
            self.write()

    def write(self) -> None:
        """Write the file if a trial has ended since."""
        if not self._stale:
            return
        rows = (row for _, row in sorted(self._rows.values(), key=lambda item: item[0]))
        ranked_rows = ({"rank": rank, **row} for rank, row in enumerate(rows, start=1))
        _write(self._folder.leaderboard, ranked_rows, self._columns)
        self._folder.mirror.send(self._folder.leaderboard)
        self._written, self._stale = time.monotonic(), False

    def _note(self, record: Record) -> None:
        self._rows[record.number] = _order(record), _row(record, self._columns)
        self._stale = True


def _order(record: Record) -> Order:
    score = float("-inf") if record.score is None else record.score
    return (record.state == "failed", -score, record.state == "pruned", record.number)


def _write(path: Path, rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[*FIRST, *columns])
        writer.writeheader()
        writer.writerows(rows)


def _row(record: Record, columns: Sequence[str]) -> dict[str, Any]:
    """Return a trial's row, all but its rank."""
    scores = {name: _rounded(getattr(record, name), 4) for name in SCORES}
    return {
        "trial": record.number,
        "state": record.state,
        **scores,
        "epochs_run": _rounded(record.epochs_run, 4),
        "seconds": _rounded(record.seconds, 1),
        **{column: getattr(record.config, column) for column in columns},
    }


def _rounded(value: float | None, digits: int) -> float | str:
    return "" if value is None else round(value, digits)
