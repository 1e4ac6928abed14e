"""What several heads are made of: the classifier at the end, and the entity types."""

import torch
from torch import Tensor, nn

from relsearch.model.config import RelationConfig


def classifier(config: RelationConfig, width: int) -> nn.Sequential:
    """Build norm → activation → dropout → linear, from ``width`` features to the labels."""
    return nn.Sequential(
        NORMS[config.head_norm](width),
        ACTIVATIONS[config.head_activation](),
        nn.Dropout(config.head_dropout),
        nn.Linear(width, len(config.labels)),
    )


class BatchNorm(nn.BatchNorm1d):
    """Batch norm that takes a lone row by the running statistics.

    An epoch's last batch may hold one row, of which torch can take no variance and raises.
    """

    def forward(self, input: Tensor) -> Tensor:
        """Normalise (batch, features)."""
        if self.training and len(input) == 1:
            return nn.functional.batch_norm(
                input, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps
            )
        return super().forward(input)


NORMS: dict[str, type[nn.Module]] = {
    "none": nn.Identity,
    "layer": nn.LayerNorm,
    "batch": BatchNorm,
}
ACTIVATIONS: dict[str, type[nn.Module]] = {"none": nn.Identity, "gelu": nn.GELU}


class EntityTypes(nn.Module):
    """Append an embedding of each entity's type to the features; nothing unless it is asked for."""

    SIZE = 32  # numbers a type: there are six or so types

    def __init__(self, config: RelationConfig) -> None:
        super().__init__()
        self.width = 2 * self.SIZE if config.head_type_embedding else 0
        known = len(config.entity_types or ()) + 1  # id 0: any other type
        self.embedding = nn.Embedding(known, self.SIZE) if self.width else None

    def forward(self, features: Tensor, types: Tensor | None) -> Tensor:
        """Return (batch, features + width)."""
        if self.embedding is None:
            return features
        if types is None:
            raise ValueError("head_type_embedding needs the types of the entities, but got none")
        return torch.cat([features, self.embedding(types).flatten(1)], dim=-1)
