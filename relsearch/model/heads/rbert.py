"""The head of R-BERT (Wu and He 2019, arXiv:1905.08284)."""

import torch
from torch import Tensor, nn

from relsearch.model.config import RelationConfig
from relsearch.model.heads.parts import EntityTypes, classifier


class RBertHead(nn.Module):
    """First token and both entities' means, each dropout → tanh → linear; all → norm,
    activation, dropout → linear.

    The two entities share one linear layer, the first token has its own.
    """

    def __init__(self, config: RelationConfig) -> None:
        super().__init__()
        self.first = self._project(config)
        self.entity = self._project(config)
        self.types = EntityTypes(config)
        self.classifier = classifier(config, 3 * config.hidden_size + self.types.width)

    @staticmethod
    def _project(config: RelationConfig) -> nn.Sequential:
        size = config.hidden_size
        return nn.Sequential(nn.Dropout(config.head_dropout), nn.Tanh(), nn.Linear(size, size))

    def forward(
        self, hidden: Tensor, attention_mask: Tensor, positions: Tensor, types: Tensor | None
    ) -> Tensor:
        """Return the logits; the first token and the mentions, without markers, are read."""
        entities = self.entity(mean_of_mentions(hidden, positions)).flatten(1)
        features = torch.cat([self.first(hidden[:, 0]), entities], dim=-1)  # (batch, 3 * hidden)
        logits: Tensor = self.classifier(self.types(features, types))
        return logits


def mean_of_mentions(hidden: Tensor, positions: Tensor) -> Tensor:
    """Return the mean state of each mention's tokens, (batch, 2, hidden)."""
    tokens = torch.arange(hidden.shape[1], device=hidden.device)
    starts, ends = positions[:, :, 1:2], positions[:, :, 2:3]  # (batch, 2, 1)
    inside = ((tokens >= starts) & (tokens < ends)).to(hidden.dtype)  # (batch, 2, tokens)
    return inside @ hidden / inside.sum(dim=-1, keepdim=True)
