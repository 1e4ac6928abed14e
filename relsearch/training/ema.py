"""EMA: a running mean of the weights, evaluated and kept in their place.

A batch norm's running statistics are averaged along: those of the weights as they are would not be
of the mean's activations.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class EMA:
    """The mean of a model's weights over its updates, newer ones weighing more."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        trained = [weight for weight in model.parameters() if weight.requires_grad]
        followed = [buffer for buffer in model.buffers() if buffer.is_floating_point()]
        self.weights: list[Tensor] = [*trained, *followed]
        self.means = [weight.detach().clone() for weight in self.weights]
        self.decay, self.updates = decay, 0

    @torch.no_grad()
    def update(self) -> None:
        """Take the weights as they are now into the mean."""
        self.updates += 1
        # A short run would else end near its first weights: the mean is over few updates at first.
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self.means, self.weights, 1 - decay)

    @contextmanager
    @torch.no_grad()
    def in_place(self) -> Iterator[None]:
        """Put the mean into the model for a while."""
        kept = [weight.detach().clone() for weight in self.weights]
        torch._foreach_copy_(self.weights, self.means)
        try:
            yield
        finally:
            torch._foreach_copy_(self.weights, kept)

    def state_dict(self) -> dict[str, object]:
        """Return what a resumed run needs."""
        return {"updates": self.updates, "means": self.means}

    def load_state_dict(self, state: dict[str, object]) -> None:
        """Go on from a saved state."""
        self.updates = int(state["updates"])  # type: ignore[call-overload]
        means: list[Tensor] = state["means"]  # type: ignore[assignment]
        for mean, saved in zip(self.means, means, strict=True):
            mean.copy_(saved)
