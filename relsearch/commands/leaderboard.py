"""leaderboard: every trial of a study, best first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsearch.study import Study, open_study
from relsearch.study import leaderboard as rows_of


@dataclass(frozen=True)
class Leaderboard:
    """A study and its rows: rank, trial, state, scores, cost and configuration."""

    study: Study
    rows: list[dict[str, Any]]


def leaderboard(study: str | Path | None = None, *, results: Path = Path("results")) -> Leaderboard:
    """Return the leaderboard of a study, the newest if none is named; writes nothing."""
    opened = open_study(study, results=results)
    return Leaderboard(opened, rows_of(opened.records(), opened.config.columns))
