"""Asha: asynchronous successive halving over rungs that are keyed by trial number."""

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from relsearch.config.schedulers import Asha as AshaSettings

# An evaluation may fall a rounding error short of a whole epoch.
TOLERANCE = 1e-6


class Asha:
    """Stop a trial at a rung when it is not among the best 1/reduction that reached it.

    Source: Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020; decides
    as Ray's AsyncHyperBandScheduler with one bracket does, but outlives the driver.
    """

    def __init__(self, settings: AshaSettings, *, longest: float) -> None:
        points = rung_points(settings.grace, settings.reduction, longest)
        self._rungs = [_Rung(at) for at in points]
        self._share = 1 - 1 / settings.reduction

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Note the score at the highest rung reached and not passed before."""
        for rung in reversed(self._rungs):
            if at + TOLERANCE < rung.at:
                continue
            if number in rung.numbers:
                return True
            cutoff = quantile(rung.scores, self._share) if rung.scores else score
            rung.add(number, score)
            return score >= cutoff
        return True


@dataclass
class _Rung:
    """The trials that reached a point of the axis; scores in order, for their quantile."""

    at: float
    numbers: set[int] = field(default_factory=set)
    scores: list[float] = field(default_factory=list)

    def add(self, number: int, score: float) -> None:
        self.numbers.add(number)
        insort(self.scores, score)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the quantile of ordered values, between two of them in proportion.

    >>> quantile([0.1, 0.2, 0.4], 0.75)
    0.30000000000000004
    """
    position = (len(ordered) - 1) * share
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def rung_points(grace: float, reduction: float, longest: float) -> Iterator[float]:
    """Yield grace, grace x reduction, ... below the longest schedule.

    >>> list(rung_points(1, 3, 12))
    [1, 3, 9]
    """
    at = grace
    while at + TOLERANCE < longest:
        yield at
        at *= reduction
