"""The label-distribution-aware margin loss (Cao et al. 2019, arXiv:1906.07413)."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from relsearch.model.losses.weights import class_weights as weights_of
from relsearch.model.losses.weights import weighted_mean

LARGEST_MARGIN = 0.5  # the paper's


class LDAM(nn.Module):
    """Cross-entropy in which the gold label must win by a margin, in proportion to rows^(-1/4).

    The paper multiplies its logits, which are cosines, by 30; ours are not cosines and stay as they
    are, so that their softmax remains the probabilities.
    """

    weights: Tensor | None
    margins: Tensor

    def __init__(self, label_counts: Sequence[int], *, class_weights: str = "none") -> None:
        super().__init__()
        self.register_buffer("weights", weights_of(class_weights, label_counts))
        self.register_buffer("margins", margins(label_counts))

    def forward(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Return a scalar from logits (batch, labels) and label ids (batch,)."""
        gold = nn.functional.one_hot(labels, logits.shape[1])  # (batch, labels)
        losses = nn.functional.cross_entropy(
            logits.float() - gold * self.margins, labels, reduction="none"
        )  # (batch,)
        return weighted_mean(losses, labels, self.weights)


def margins(label_counts: Sequence[int]) -> Tensor:
    """Return one margin a label: the rarest label's is the largest.

    >>> margins([16, 1])
    tensor([0.2500, 0.5000])
    """
    raw = torch.tensor(label_counts, dtype=torch.float).clamp(min=1) ** -0.25
    return LARGEST_MARGIN * raw / raw.max()
