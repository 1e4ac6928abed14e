"""Median: stop a trial whose best score is below the median of the others at the same point."""

from collections import defaultdict

import numpy as np

from relsearch.config.schedulers import Median as MedianSettings
from relsearch.search.asha import TOLERANCE


class Median:
    """The median stopping rule over best scores (Golovin et al., "Google Vizier", KDD 2017)."""

    def __init__(self, settings: MedianSettings, *, longest: float) -> None:
        self._grace = settings.grace
        self._startup = settings.startup_trials
        self._scores: dict[float, dict[int, float]] = defaultdict(dict)

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Compare with what the other trials had reached at this point."""
        point = round(at, 3)
        others = [kept for other, kept in self._scores[point].items() if other != number]
        self._scores[point][number] = score
        if at + TOLERANCE < self._grace or len(others) < self._startup:
            return True
        return bool(score >= np.median(others))
