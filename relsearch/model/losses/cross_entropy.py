"""Cross-entropy."""

from collections.abc import Sequence

from torch import Tensor, nn

from relsearch.model.losses.weights import class_weights as weights_of
from relsearch.model.losses.weights import weighted_mean


class CrossEntropy(nn.Module):
    """The mean negative log-likelihood of the gold labels."""

    weights: Tensor | None

    def __init__(
        self,
        label_counts: Sequence[int],
        *,
        label_smoothing: float = 0.0,
        class_weights: str = "none",
    ) -> None:
        super().__init__()
        self.label_smoothing = label_smoothing
        self.register_buffer("weights", weights_of(class_weights, label_counts))

    def forward(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Return a scalar from logits (batch, labels) and label ids (batch,)."""
        losses = nn.functional.cross_entropy(
            logits.float(), labels, label_smoothing=self.label_smoothing, reduction="none"
        )  # (batch,)
        return weighted_mean(losses, labels, self.weights)
