"""The optimizers that OPTIMIZERS names, each a function of parameter groups and a trial."""

from collections.abc import Iterable
from typing import Any

from torch.optim import AdamW, Optimizer
from transformers.optimization import Adafactor

from relsearch.config.trial import TrialConfig
from relsearch.training.adamp import AdamP

Groups = Iterable[dict[str, Any]]
BETA1 = 0.9


def adamw(groups: Groups, trial: TrialConfig) -> Optimizer:
    """Adam with decoupled weight decay, in one kernel a step."""
    return AdamW(groups, lr=trial.lr, betas=(BETA1, trial.adam_beta2), fused=True)


def adamp(groups: Groups, trial: TrialConfig) -> Optimizer:
    """AdamP, see `relsearch.training.adamp`."""
    return AdamP(groups, lr=trial.lr, betas=(BETA1, trial.adam_beta2))


def adafactor(groups: Groups, trial: TrialConfig) -> Optimizer:
    """Adafactor at the trial's own learning rate: neither relative steps nor scaled by weights."""
    return Adafactor(groups, lr=trial.lr, relative_step=False, scale_parameter=False)
