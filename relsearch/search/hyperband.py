"""Hyperband: several ASHA brackets, each beginning to prune one rung later than the one before."""

from relsearch.config.schedulers import Asha as AshaSettings
from relsearch.config.schedulers import Hyperband as HyperbandSettings
from relsearch.search.asha import Asha, rung_points


class Hyperband:
    """Give each trial to a bracket by its number, as many to each as its budget allows.

    Source: Li et al., "Hyperband", JMLR 2018, in its asynchronous form.
    """

    def __init__(self, settings: HyperbandSettings, *, longest: float) -> None:
        starts = [*rung_points(settings.grace, settings.reduction, longest)] or [settings.grace]
        self._brackets = [
            Asha(AshaSettings(grace=start, reduction=settings.reduction), longest=longest)
            for start in starts
        ]
        # A bracket that prunes early affords more trials: reduction^k times those of the last.
        last = len(starts) - 1
        self._turns = [
            bracket
            for bracket in range(len(starts))
            for _ in range(round(settings.reduction ** (last - bracket)))
        ]

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Ask the trial's bracket."""
        bracket = self._turns[number % len(self._turns)]
        return self._brackets[bracket].keeps(number, at, score)
