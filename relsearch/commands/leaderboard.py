"""leaderboard: every trial of a study, best first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsearch.errors import RelsearchError
from relsearch.study import Standing, Study, corpus_of, open_study, standing
from relsearch.study import leaderboard as rows_of
from relsearch.study.finalists import Final, rank_finalists


@dataclass(frozen=True)
class Leaderboard:
    """A study and its rows: rank, trial, state, scores, cost and configuration.

    ``standing`` is None before a trial has a score, ``final`` before a finalist was repeated, and
    both where the study's data are gone, which ``notes`` say.
    """

    study: Study
    rows: list[dict[str, Any]]
    standing: Standing | None
    final: Final | None
    notes: tuple[str, ...] = ()


def leaderboard(study: str | Path | None = None, *, results: str | Path = "results") -> Leaderboard:
    """Return the leaderboard of a study, the newest if none is named; writes nothing."""
    opened = open_study(study, results=results)
    rows = rows_of(opened.records(), opened.config.columns)
    try:
        corpus = corpus_of(opened)
        return Leaderboard(opened, rows, standing(opened, corpus), rank_finalists(opened, corpus))
    except RelsearchError as error:  # the rows may be gone; the leaderboard stands all the same
        return Leaderboard(opened, rows, None, None, (f"no intervals: {error}",))
