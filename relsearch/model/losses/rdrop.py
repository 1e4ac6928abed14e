"""R-Drop's penalty (Liang et al. 2021, arXiv:2106.14448)."""

from torch import Tensor
from torch.nn.functional import kl_div


def symmetric_kl(first: Tensor, second: Tensor) -> Tensor:
    """Return the mean of KL(p‖q) and KL(q‖p), averaged over the rows.

    ``first`` and ``second`` are the logits (batch, labels) of **two** forward passes over the same
    rows, each with dropout of its own; the logits of one pass give 0 and teach nothing.
    """
    p, q = first.float().log_softmax(dim=-1), second.float().log_softmax(dim=-1)
    return (_kl(p, q) + _kl(q, p)) / 2


def _kl(p: Tensor, q: Tensor) -> Tensor:
    return kl_div(q, p, reduction="batchmean", log_target=True)
