"""AdamP: Adam that drops the part of a step which only lengthens the weights.

Heo et al. 2021, "AdamP: Slowing Down the Slowdown for Momentum Optimizers on Scale-invariant
Weights" (arXiv:2006.08217). Under a normalisation the length of a weight vector changes nothing
but the effective learning rate; a vector counts as such when its gradient is nearly at a right
angle to it.
"""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

DELTA = 0.1  # the paper's: at a right angle when |cosine| < DELTA / sqrt(vector's size)
DECAY_SHARE = 0.1  # the paper's: how much of the weight decay scale-invariant weights get


class AdamP(Optimizer):
    """The optimizer; its groups may set ``lr`` and ``weight_decay``."""

    def __init__(
        self,
        groups: Iterable[dict[str, Any]],
        *,
        lr: float,
        betas: tuple[float, float],
        eps: float = 1e-8,
    ) -> None:
        super().__init__(groups, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Update every parameter that has a gradient; closures are not supported."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._update(parameter, group)

    def _update(self, parameter: Tensor, group: dict[str, Any]) -> None:
        step = self._adam_step(parameter, group)
        step, invariant = without_radial_part(parameter, parameter.grad, step)
        decay = group["lr"] * group["weight_decay"] * (DECAY_SHARE if invariant else 1)
        parameter.mul_(1 - decay).add_(step, alpha=-group["lr"])

    def _adam_step(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        state, gradient = self.state[parameter], parameter.grad
        assert gradient is not None
        if not state:
            state["step"] = 0
            state["mean"], state["square"] = (torch.zeros_like(parameter) for _ in range(2))
        state["step"] += 1
        beta1, beta2 = group["betas"]
        state["mean"].lerp_(gradient, 1 - beta1)
        state["square"].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        mean: Tensor = state["mean"] / (1 - beta1 ** state["step"])
        square = state["square"] / (1 - beta2 ** state["step"])
        return mean.div_(square.sqrt_().add_(group["eps"]))


def without_radial_part(
    weight: Tensor, gradient: Tensor | None, step: Tensor
) -> tuple[Tensor, bool]:
    """Return the step at a right angle to the weights, and whether they are scale-invariant.

    Rows are looked at first (a linear layer's neurons), then the matrix as one vector; biases and
    norms, which have one dimension, keep their step.
    """
    if weight.dim() < 2 or gradient is None:
        return step, False
    for shape in ((len(weight), -1), (1, -1)):
        vectors, slopes = weight.view(shape), gradient.view(shape)
        cosine = torch.cosine_similarity(vectors, slopes, dim=1).abs().max()
        if cosine < DELTA / vectors.shape[1] ** 0.5:
            unit = torch.nn.functional.normalize(vectors, dim=1)
            radial = (unit * step.view(shape)).sum(dim=1, keepdim=True) * unit
            return step - radial.view_as(step), True
    return step, False
