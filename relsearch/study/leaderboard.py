"""The leaderboard: every trial, best first, as rows and as leaderboard.csv."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from relsearch.files import whole_file
from relsearch.study.record import Record

SCORES = ("score", "micro_f1", "auprc")
FIRST = ("rank", "trial", "state", *SCORES, "epochs_run", "seconds")


def ranked(records: Iterable[Record]) -> list[Record]:
    """Return the records, the highest best score first; failed ones come last.

    At equal scores a complete trial stands before a pruned one, then the lower number wins.
    """

    def key(record: Record) -> tuple[bool, float, bool, int]:
        score = float("-inf") if record.score is None else record.score
        return (record.state == "failed", -score, record.state == "pruned", record.number)

    return sorted(records, key=key)


def leaderboard(records: Iterable[Record], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row a trial: rank, state, scores (0-100), cost, and the configuration columns."""
    return [_row(rank, record, columns) for rank, record in enumerate(ranked(records), start=1)]


def write_leaderboard(path: Path, records: Iterable[Record], columns: Sequence[str]) -> None:
    """Write leaderboard.csv whole or not at all."""
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=[*FIRST, *columns])
        writer.writeheader()
        writer.writerows(leaderboard(records, columns))


def _row(rank: int, record: Record, columns: Sequence[str]) -> dict[str, Any]:
    scores = {name: _rounded(getattr(record, name), 4) for name in SCORES}
    return {
        "rank": rank,
        "trial": record.number,
        "state": record.state,
        **scores,
        "epochs_run": _rounded(record.epochs_run, 4),
        "seconds": _rounded(record.seconds, 1),
        **{column: getattr(record.config, column) for column in columns},
    }


def _rounded(value: float | None, digits: int) -> float | str:
    return "" if value is None else round(value, digits)
