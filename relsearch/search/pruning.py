"""Pruning: what a scheduler decides, apart from Ray: does a trial go on after an evaluation?"""

from collections.abc import Iterable
from typing import Protocol

from relsearch.components import load
from relsearch.config.schedulers import NoScheduler
from relsearch.config.settings import Settings
from relsearch.study import EvaluationRecord


class Pruner(Protocol):
    """One rule of early stopping; knows trials by their number only."""

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Note a trial's best score so far at a point of the axis; False stops it."""


class KeepAll:
    """Every trial runs to its end."""

    def __init__(self, settings: NoScheduler, *, longest: float) -> None:
        pass

    def keeps(self, number: int, at: float, score: float) -> bool:
        """Keep it."""
        return True


class Judge:
    """A pruner fed with evaluations: translates the axis and carries each trial's best score."""

    def __init__(self, pruner: Pruner, *, axis: str, longest: float) -> None:
        self._pruner = pruner
        self._axis = axis
        self._longest = longest
        self._best: dict[int, float] = {}

    def keeps(self, number: int, evaluation: EvaluationRecord) -> bool:
        """Note an evaluation; False when the trial should stop."""
        best = max(evaluation.score, self._best.get(number, evaluation.score))
        self._best[number] = best
        return self._pruner.keeps(number, self._at(evaluation), best)

    def replay(self, arrivals: Iterable[tuple[int, EvaluationRecord]]) -> list[int]:
        """Note what an earlier driver saw, as it came: every verdict is then the one it gave.

        Returns the trials that their last evaluation would stop.
        """
        verdicts = {number: self.keeps(number, evaluation) for number, evaluation in arrivals}
        return [number for number, kept in verdicts.items() if not kept]

    def _at(self, evaluation: EvaluationRecord) -> float:
        """Epochs, or the same share of the longest schedule: both axes count in epochs."""
        return evaluation.share * self._longest if self._axis == "share" else evaluation.epoch


def build_judge(settings: Settings, *, longest: float) -> Judge:
    """Return the judge of a `search.scheduler` section; ``longest`` is in epochs."""
    pruner = load(settings.implementation)(settings, longest=longest)  # type: ignore[attr-defined]
    return Judge(pruner, axis=getattr(settings, "axis", "epochs"), longest=longest)
