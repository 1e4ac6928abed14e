"""Curves: whole learning curves of real runs, read from a parquet file of one row an evaluation.

Columns: ``run``, one for each key that was varied, ``evaluation``, ``epoch``, ``share``,
``seconds`` (of one worker, since the run's start) and ``dev_…``, ``held_out_…`` for each metric.
The space that the runs were drawn from is in the file's attributes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from relsearch.config import Space, TrialConfig
from relsearch.config.trial_values import check_space
from relsearch.errors import DataError
from relsearch.search.replay.nearness import Nearness

METRICS = ("micro_f1", "auprc", "accuracy")
POINTS = ("run", "evaluation", "epoch", "share", "seconds")
Scores = Mapping[str, float]


@dataclass(frozen=True)
class Point:
    """One evaluation of a run; scores (0-100) are metric -> score."""

    number: int
    epoch: float
    share: float
    seconds: float
    dev: Scores
    held_out: Scores


@dataclass(frozen=True)
class Curve:
    """A run from its first evaluation to its last; ``values`` has every key that was varied."""

    run: int
    values: Mapping[str, Any]
    points: tuple[Point, ...]

    @property
    def best(self) -> float:
        """The best micro F1 on dev."""
        return max(point.dev["micro_f1"] for point in self.points)


@dataclass(frozen=True)
class Curves:
    """All runs of a file and the space that they were drawn from."""

    runs: tuple[Curve, ...]
    space: Space

    def nearest(self, trial: TrialConfig) -> Curve:
        """Return the run that answers for a configuration: the nearest of as many epochs.

        Tabular benchmarks answer from a table of everything (Klein & Hutter, arXiv:1905.04970);
        ours holds a random sample, so that a configuration between its rows gets the real curve
        of the row next to it rather than a made-up one.
        """
        return self.runs[self._nearness.closest({key: getattr(trial, key) for key in self.space})]

    @cached_property
    def _nearness(self) -> Nearness:
        rows = [run.values for run in self.runs]
        return Nearness(rows, [run.best for run in self.runs], self.space, same=("epochs",))


def read_curves(path: Path) -> Curves:
    """Read recorded curves; DataError when the file holds none."""
    try:
        frame = pd.read_parquet(path)
        space = _space(frame.attrs["space"])
        return Curves(tuple(_curves(frame, space)), space)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path} holds no recorded curves ({error!r}); benchmarks/curves/ records some"
        ) from None


def _space(raw: Any) -> Space:
    problems: list[str] = []
    space = check_space(raw, {}, problems)
    if problems:
        raise ValueError("; ".join(problems))
    return space


def _curves(frame: pd.DataFrame, space: Space) -> Iterator[Curve]:
    for _, rows in frame.groupby("run"):
        first = rows.iloc[0]
        values = {key: _value(key, first[key]) for key in space}
        yield Curve(int(first["run"]), values, tuple(_points(rows)))


def _value(key: str, stored: Any) -> Any:
    """Return what the run had: a key that was not active stood at its default."""
    if pd.isna(stored):
        return TrialConfig.model_fields[key].default
    return stored.item() if isinstance(stored, np.generic) else stored


def _points(rows: pd.DataFrame) -> Iterator[Point]:
    for row in rows.sort_values("evaluation").to_dict("records"):
        parts = {
            part: {metric: float(row[f"{part}_{metric}"]) for metric in METRICS}
            for part in ("dev", "held_out")
        }
        yield Point(
            number=int(row["evaluation"]),
            epoch=float(row["epoch"]),
            share=float(row["share"]),
            seconds=float(row["seconds"]),
            **parts,
        )
