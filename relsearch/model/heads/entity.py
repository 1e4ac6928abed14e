"""The heads that read the states at the entities' markers."""

from typing import ClassVar

import torch
from torch import Tensor, nn

from relsearch.model.config import RelationConfig
from relsearch.model.heads.parts import EntityTypes, classifier


class EntityHead(nn.Module):
    """Chosen tokens, concatenated → linear → norm, activation, dropout → linear."""

    tokens_read: ClassVar[int]

    def __init__(self, config: RelationConfig) -> None:
        super().__init__()
        self.types = EntityTypes(config)
        width = self.tokens_read * config.hidden_size + self.types.width
        self.linear = nn.Linear(width, config.hidden_size)
        self.classifier = classifier(config, config.hidden_size)

    def forward(
        self, hidden: Tensor, attention_mask: Tensor, positions: Tensor, types: Tensor | None
    ) -> Tensor:
        """Return the logits; only the chosen tokens are read."""
        rows = torch.arange(len(hidden), device=hidden.device).unsqueeze(1)  # (batch, 1)
        states = hidden[rows, self.choose(positions)]  # (batch, tokens_read, hidden)
        logits: Tensor = self.classifier(self.linear(self.types(states.flatten(1), types)))
        return logits

    def choose(self, positions: Tensor) -> Tensor:
        """Return the indices of the tokens to read, (batch, tokens_read)."""
        raise NotImplementedError


class EntityStartHead(EntityHead):
    """The tokens where the subject and the object start, marker first."""

    tokens_read = 2

    def choose(self, positions: Tensor) -> Tensor:
        """Return [subject start, object start]."""
        return positions[:, :, 0]


class ClsEntityStartHead(EntityHead):
    """The first token, then those where the subject and the object start."""

    tokens_read = 3

    def choose(self, positions: Tensor) -> Tensor:
        """Return [0, subject start, object start]."""
        return nn.functional.pad(positions[:, :, 0], (1, 0))


class EntitySpanHead(EntityHead):
    """The tokens where the subject and the object start and end, markers included."""

    tokens_read = 4

    def choose(self, positions: Tensor) -> Tensor:
        """Return [subject start, subject end, object start, object end]."""
        starts, ends = positions[:, :, 0], positions[:, :, 3] - 1  # the end is exclusive
        return torch.stack([starts, ends], dim=-1).flatten(1)
