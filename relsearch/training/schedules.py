"""The learning rate schedules that LR_SCHEDULERS names, over the updates of one trial."""

from math import ceil

import transformers
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from relsearch.config.trial import TrialConfig


def linear(optimizer: Optimizer, trial: TrialConfig, *, updates: int) -> LRScheduler:
    """Warm up, then fall in a straight line to zero."""
    return _schedule("linear", optimizer, trial, updates)


def cosine(optimizer: Optimizer, trial: TrialConfig, *, updates: int) -> LRScheduler:
    """Warm up, then fall along half a cosine to zero."""
    return _schedule("cosine", optimizer, trial, updates)


def cosine_with_restarts(optimizer: Optimizer, trial: TrialConfig, *, updates: int) -> LRScheduler:
    """Warm up, then fall along half a cosine to zero as often as there are epochs."""
    return _schedule(
        "cosine_with_restarts", optimizer, trial, updates, options={"num_cycles": trial.epochs}
    )


def _schedule(
    name: str,
    optimizer: Optimizer,
    trial: TrialConfig,
    updates: int,
    options: dict[str, int] | None = None,
) -> LRScheduler:
    schedule: LRScheduler = transformers.get_scheduler(
        name,
        optimizer,
        num_warmup_steps=ceil(trial.warmup_ratio * updates),
        num_training_steps=updates,
        scheduler_specific_kwargs=options,
    )
    return schedule
