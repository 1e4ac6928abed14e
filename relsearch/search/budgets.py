"""Budgets: when a search has spent its time or its GPU-hours."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relsearch.study import EvaluationRecord


@dataclass(frozen=True)
class Budgets:
    """What a search may spend; ``gpus`` is what one trial takes, ``deadline`` a monotonic time."""

    deadline: float | None = None
    gpu_hours: float | None = None
    gpus: float = 0.0

    def is_spent(self, evaluations: Mapping[int, Sequence[EvaluationRecord]]) -> bool:
        """Say whether the time is up, or the trials have used up the GPU-hours."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            return True
        return self.gpu_hours is not None and self.used(evaluations) >= self.gpu_hours

    def used(self, evaluations: Mapping[int, Sequence[EvaluationRecord]]) -> float:
        """Return GPU-hours: each trial's seconds up to its last evaluation, times its share."""
        seconds = sum(seen[-1].seconds for seen in evaluations.values() if seen)
        return seconds * self.gpus / 3600
