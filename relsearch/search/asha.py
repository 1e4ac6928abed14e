"""Asha: asynchronous successive halving over rungs that are keyed by trial number."""

from collections.abc import Iterator

import numpy as np

from relsearch.config.schedulers import Asha as AshaSettings

# An evaluation may fall a rounding error short of a whole epoch.
TOLERANCE = 1e-6


class Asha:
    """Stop a trial at a rung when it is not among the best 1/reduction that reached it.

    Source: Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020; decides
    as Ray's AsyncHyperBandScheduler with one bracket does, but outlives the driver.
    """

    def __init__(self, settings: AshaSettings, *, longest: float) -> None:
        rungs = rung_points(settings.grace, settings.reduction, longest)
        self._rungs: list[tuple[float, dict[int, float]]] = [(at, {}) for at in rungs]
        self._percentile = (1 - 1 / settings.reduction) * 100

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Note the score at the highest rung reached and not passed before."""
        for rung, scores in reversed(self._rungs):
            if at + TOLERANCE < rung:
                continue
            if number in scores:
                return True
            cutoff = np.percentile(list(scores.values()), self._percentile) if scores else score
            scores[number] = score
            return bool(score >= cutoff)
        return True


def rung_points(grace: float, reduction: float, longest: float) -> Iterator[float]:
    """Yield grace, grace x reduction, ... below the longest schedule.

    >>> list(rung_points(1, 3, 12))
    [1, 3, 9]
    """
    at = grace
    while at + TOLERANCE < longest:
        yield at
        at *= reduction
