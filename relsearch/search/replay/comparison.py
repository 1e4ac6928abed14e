"""Comparison: what many repeats of several searches reach and cost, with bootstrap intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relsearch.config import StudyConfig
from relsearch.search.replay.curves import Curves
from relsearch.search.replay.searches import with_search
from relsearch.search.replay.simulation import Outcome, simulate

Floats = NDArray[np.float64]
RESAMPLES = 1000
LEVEL = (0.025, 0.5, 0.975)


@dataclass(frozen=True)
class Estimate:
    """A mean over the repeats and the interval that holds 95 % of its resamples."""

    mean: float
    low: float
    high: float

    def __format__(self, form: str) -> str:
        """Return ``41.2 [40.9, 41.5]``, each figure in the form; ``never`` if endless."""
        if np.isinf(self.mean):
            return "never"
        return f"{self.mean:{form}} [{self.low:{form}}, {self.high:{form}}]"


@dataclass(frozen=True)
class Comparison:
    """One search: scores are 0-100, seconds are of work, summed over the workers.

    ``match`` is the work after which the mean best dev score is what the first search ends with.
    """

    name: str
    repeats: int
    trials: int
    dev: Estimate
    held_out: Estimate
    seconds: Estimate
    clock: Estimate
    match: Estimate


def compare(
    searches: Mapping[str, StudyConfig],
    curves: Curves,
    *,
    repeats: int,
    workers: int,
    on_repeat: Callable[[str, int], None] = lambda name, repeat: None,
) -> list[Comparison]:
    """Simulate every search ``repeats`` times, each with a seed of its own.

    The first search is the yardstick of ``match``. The same repeat of two searches has the same
    seed. The intervals say how far the seed moves a mean, not how far other curves would.
    """
    found: dict[str, list[Outcome]] = {name: [] for name in searches}
    for name, config in searches.items():
        for repeat in range(repeats):
            seeded = with_search(config, seed=config.search.seed + repeat)
            found[name].append(simulate(seeded, curves, workers=workers))
            on_repeat(name, repeat)
    target = float(np.mean([outcome.last.dev for outcome in next(iter(found.values()))]))
    return [
        _compared(name, searches[name].trials, outcomes, target) for name, outcomes in found.items()
    ]


def _compared(name: str, trials: int, outcomes: Sequence[Outcome], target: float) -> Comparison:
    ends = [outcome.last for outcome in outcomes]
    return Comparison(
        name=name,
        repeats=len(ends),
        trials=trials,
        dev=estimate([end.dev for end in ends]),
        held_out=estimate([end.held_out for end in ends]),
        seconds=estimate([end.seconds for end in ends]),
        clock=estimate([end.clock for end in ends]),
        match=_match(outcomes, target),
    )


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of one figure a repeat, with its interval."""
    figures = np.array(values)
    means = _draws(len(figures)) @ figures
    return Estimate(float(figures.mean()), *np.quantile(means, LEVEL[::2]).tolist())


def _match(outcomes: Sequence[Outcome], target: float) -> Estimate:
    """Return when the mean best score over the repeats reaches the target, infinite if never."""
    seconds = np.unique([moment.seconds for outcome in outcomes for moment in outcome.moments])
    best = np.stack([_best_by(outcome, seconds) for outcome in outcomes])  # (repeats, seconds)
    reached = [_first(mean, target, seconds) for mean in _draws(len(best)) @ best]
    low, high = np.quantile(reached, LEVEL[::2], method="closest_observation")
    return Estimate(_first(best.mean(axis=0), target, seconds), float(low), float(high))


def _best_by(outcome: Outcome, seconds: Floats) -> Floats:
    """Return the best score known after so much work; 0 before there is one."""
    known = np.array([0.0, *(moment.dev for moment in outcome.moments)])
    times = [moment.seconds for moment in outcome.moments]
    return known[np.searchsorted(times, seconds, side="right")]


def _first(best: Floats, target: float, seconds: Floats) -> float:
    reached = np.flatnonzero(best >= target - 1e-9)
    return float(seconds[reached[0]]) if len(reached) else float("inf")


def _draws(repeats: int) -> Floats:
    """Return the weight of each repeat in each resample: (RESAMPLES, repeats)."""
    chosen = np.random.default_rng(42).integers(repeats, size=(RESAMPLES, repeats))
    counts = np.stack([np.bincount(draw, minlength=repeats) for draw in chosen])
    return counts / repeats
