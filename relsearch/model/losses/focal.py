"""The softmax focal loss (Lin et al. 2017, arXiv:1708.02002, for many classes)."""

from collections.abc import Sequence

from torch import Tensor, nn

from relsearch.model.losses.weights import class_weights as weights_of
from relsearch.model.losses.weights import weighted_mean


class Focal(nn.Module):
    """Cross-entropy with each row scaled by (1 - p)^gamma, p its gold label's probability.

    With gamma 0 it is cross-entropy.
    """

    weights: Tensor | None

    def __init__(
        self,
        label_counts: Sequence[int],
        *,
        focal_gamma: float = 2.0,
        label_smoothing: float = 0.0,
        class_weights: str = "none",
    ) -> None:
        super().__init__()
        self.focal_gamma = focal_gamma
        self.label_smoothing = label_smoothing
        self.register_buffer("weights", weights_of(class_weights, label_counts))

    def forward(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Return a scalar from logits (batch, labels) and label ids (batch,)."""
        losses = nn.functional.cross_entropy(
            logits.float(), labels, label_smoothing=self.label_smoothing, reduction="none"
        )  # (batch,)
        # Before the mean: the factor of an averaged loss would scale the batch, not its rows.
        return weighted_mean(self._factor(logits, labels) * losses, labels, self.weights)

    def _factor(self, logits: Tensor, labels: Tensor) -> Tensor:
        missing = 1 - logits.float().softmax(dim=-1).gather(1, labels.unsqueeze(1)).squeeze(1)
        # A row learnt by heart has 0 here, where a gamma below 1 has no finite gradient.
        return missing.clamp(min=1e-8) ** self.focal_gamma
