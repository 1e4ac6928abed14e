"""The learning rate schedules that LR_SCHEDULERS names, over the updates of one trial."""

from functools import partial
from math import ceil, cos, pi

import transformers
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR, LRScheduler

from relsearch.config.trial import TrialConfig


def linear(optimizer: Optimizer, trial: TrialConfig, *, updates: int) -> LRScheduler:
    """Warm up, then fall in a straight line to zero."""
    return _schedule("linear", optimizer, trial, updates)


def cosine(optimizer: Optimizer, trial: TrialConfig, *, updates: int) -> LRScheduler:
    """Warm up, then fall along half a cosine to zero."""
    return _schedule("cosine", optimizer, trial, updates)


def cosine_with_restarts(optimizer: Optimizer, trial: TrialConfig, *, updates: int) -> LRScheduler:
    """Warm up, then fall along half a cosine to zero by the end of each epoch, anew in the next.

    The epoch in which the warm-up ends has the cosine in what is left of it; one epoch is `cosine`.
    """
    share = partial(
        share_of_lr,
        warmup=_warmup(trial, updates),
        updates=updates,
        epoch=updates // trial.epochs,
    )
    return LambdaLR(optimizer, share)


def share_of_lr(update: int, *, warmup: int, updates: int, epoch: int) -> float:
    """Return by how much the learning rate is multiplied; ``epoch`` is in updates.

    >>> [share_of_lr(update, warmup=2, updates=8, epoch=4) for update in (0, 1, 2, 3, 4, 6, 8)]
    [0.0, 0.5, 1.0, 0.5, 1.0, 0.5, 0.0]
    """
    if update < warmup:
        return update / warmup
    if update >= updates:
        return 0.0
    start = update - update % epoch
    first = max(start, warmup)
    return (1 + cos(pi * (update - first) / (start + epoch - first))) / 2


def _schedule(name: str, optimizer: Optimizer, trial: TrialConfig, updates: int) -> LRScheduler:
    schedule: LRScheduler = transformers.get_scheduler(
        name,
        optimizer,
        num_warmup_steps=_warmup(trial, updates),
        num_training_steps=updates,
    )
    return schedule


def _warmup(trial: TrialConfig, updates: int) -> int:
    return ceil(trial.warmup_ratio * updates)
