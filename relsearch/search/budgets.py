"""Budgets: when a search has spent its time or its GPU-hours."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relsearch.config import SearchConfig
from relsearch.errors import ConfigError
from relsearch.study import EvaluationRecord


@dataclass(frozen=True)
class Budgets:
    """What a search may spend; ``gpus`` is what one trial takes, ``deadline`` a monotonic time."""

    deadline: float | None = None
    gpu_hours: float | None = None
    gpus: float = 0.0

    def spent(self, evaluations: Mapping[int, Sequence[EvaluationRecord]]) -> str | None:
        """Return which budget is spent and what a resumed search would do, None while none is."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            return "search.time_budget is spent; --resume gives as much again"
        if self.gpu_hours is not None and (used := self.used(evaluations)) >= self.gpu_hours:
            return (
                f"search.gpu_hours is spent: {used:.3g} of {self.gpu_hours:g}; --resume with"
                " --set search.gpu_hours=MORE goes on"
            )
        return None

    def used(self, evaluations: Mapping[int, Sequence[EvaluationRecord]]) -> float:
        """Return GPU-hours: each trial's seconds up to its last evaluation, times its share."""
        seconds = sum(seen[-1].seconds for seen in evaluations.values() if seen)
        return seconds * self.gpus / 3600


def check_budgets(search: SearchConfig, *, gpus: float) -> None:
    """Refuse a budget of GPU-hours that trials without a GPU would never spend: ConfigError."""
    if search.gpu_hours is not None and not gpus:
        raise ConfigError(
            f"search.gpu_hours is {search.gpu_hours:g}, but a trial takes no GPU here, so that it"
            " would never be spent; take it out and give search.time_budget, or resources.gpus"
        )
