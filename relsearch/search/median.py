"""Median: stop a trial whose best score is below the median of the others at the same point."""

from bisect import bisect_right
from collections import defaultdict

import numpy as np

from relsearch.config.schedulers import Median as MedianSettings
from relsearch.search.asha import TOLERANCE


class Median:
    """The median stopping rule over best scores (Golovin et al., "Google Vizier", KDD 2017)."""

    def __init__(self, settings: MedianSettings, *, longest: float) -> None:
        self._grace = settings.grace
        self._startup = settings.startup_trials
        self._curves: dict[int, _Curve] = defaultdict(_Curve)

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Compare with what the other trials had reached when they were last seen by this point."""
        others = [curve.at(at) for other, curve in self._curves.items() if other != number]
        reached = [best for best in others if best is not None]
        self._curves[number].add(at, score)
        if at + TOLERANCE < self._grace or len(reached) < self._startup:
            return True
        return bool(score >= np.median(reached))


class _Curve:
    """A trial's best scores, each from its point on; points only grow."""

    def __init__(self) -> None:
        self._points: list[float] = []
        self._best: list[float] = []

    def add(self, at: float, score: float) -> None:
        self._points.append(at)
        self._best.append(score)

    def at(self, point: float) -> float | None:
        """Return the score at the latest point up to this one; None before the first."""
        seen = bisect_right(self._points, point + TOLERANCE)
        return self._best[seen - 1] if seen else None
