"""Class weights, and the weighted mean of a batch's losses."""

from collections.abc import Sequence

import torch
from torch import Tensor


def class_weights(kind: str, label_counts: Sequence[int]) -> Tensor | None:
    """Return one weight a label for ``"balanced"``, None for ``"none"``.

    ``label_counts`` are the training rows' alone. A weight is rows / (labels present * rows of
    the label), so that every label present weighs the same and the mean over the rows is 1; a label
    without rows keeps 1.

    >>> class_weights("balanced", [3, 1, 0])
    tensor([0.6667, 2.0000, 1.0000])
    """
    if kind == "none":
        return None
    counts = torch.tensor(label_counts, dtype=torch.float)
    share = counts.sum() / (counts > 0).sum()
    return torch.where(counts > 0, share / counts, torch.ones_like(counts))


def weighted_mean(losses: Tensor, labels: Tensor, weights: Tensor | None) -> Tensor:
    """Multiply (batch,) losses by their gold labels' weights and average them over the rows.

    torch divides by the weights of the batch instead, which cancel where a micro-batch has one row;
    and it weighs the labels among which smoothing spreads a row, not the row.
    """
    return losses.mean() if weights is None else (losses * weights[labels]).mean()
