"""The head that reads the first token, as RobertaForSequenceClassification's does.

It shows the call that all heads share: ``head(hidden, attention_mask, positions, types)`` with

- hidden: (batch, tokens, hidden), the encoder's last states;
- attention_mask: (batch, tokens), 1 for a token and 0 for the padding on the right;
- positions: (batch, 2, 4), for subject and object the token indices of the marker's start, the
  mention's start, the mention's end (exclusive) and the marker's end (exclusive);
- types: (batch, 2), the ids of the entities' types, or None;

and logits (batch, labels) as its value.
"""

from torch import Tensor, nn

from relsearch.model.config import RelationConfig


class FirstTokenHead(nn.Module):
    """First token → dropout → linear, tanh → dropout → linear."""

    def __init__(self, config: RelationConfig) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Dropout(config.head_dropout),
            nn.Linear(config.hidden_size, config.hidden_size),
            nn.Tanh(),
            nn.Dropout(config.head_dropout),
            nn.Linear(config.hidden_size, len(config.labels)),
        )

    def forward(
        self, hidden: Tensor, attention_mask: Tensor, positions: Tensor, types: Tensor | None
    ) -> Tensor:
        """Return the logits; only the first token is read."""
        logits: Tensor = self.layers(hidden[:, 0])
        return logits
