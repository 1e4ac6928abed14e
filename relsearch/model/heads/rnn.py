"""The heads that run a recurrent layer over the tokens and read its last state each way."""

from typing import ClassVar

import torch
from torch import Tensor, nn

from relsearch.model.config import RelationConfig
from relsearch.model.heads.parts import classifier


class RNNHead(nn.Module):
    """Bidirectional RNN → both last states of the top layer → norm, activation, dropout → linear.

    Each direction is an RNN of its own, and the backward one reads the rows turned round without
    their padding. So padding comes after all that is read, as if the rows were packed; packed rows
    give the same states, but their backward pass is several times slower on a CPU.
    """

    cell: ClassVar[type[nn.LSTM] | type[nn.GRU]]

    def __init__(self, config: RelationConfig) -> None:
        super().__init__()
        size = config.hidden_size
        widths = [size] + [2 * size] * (config.head_layers - 1)
        self.onward = nn.ModuleList(self.cell(width, size, batch_first=True) for width in widths)
        self.back = nn.ModuleList(self.cell(width, size, batch_first=True) for width in widths)
        self.between = nn.Dropout(config.head_dropout)
        self.classifier = classifier(config, 2 * size)

    def forward(
        self, hidden: Tensor, attention_mask: Tensor, positions: Tensor, types: Tensor | None
    ) -> Tensor:
        """Return the logits; every token is read."""
        lengths = attention_mask.sum(dim=1)
        order = turned(lengths, tokens=hidden.shape[1])
        onward, back = self._layer(0, hidden, order)
        for number in range(1, len(self.onward)):
            both = torch.cat([onward, take(back, order)], dim=-1)  # (batch, tokens, 2 * hidden)
            onward, back = self._layer(number, self.between(both), order)
        ends = lengths.unsqueeze(1) - 1  # (batch, 1)
        last = torch.cat([take(onward, ends), take(back, ends)], dim=-1).squeeze(1)
        logits: Tensor = self.classifier(last)
        return logits

    def _layer(self, number: int, states: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
        """Return one layer's states in each direction's own order: (batch, tokens, hidden) each."""
        onward, _ = self.onward[number](states)
        back, _ = self.back[number](take(states, order))
        return onward, back


class LSTMHead(RNNHead):
    """The LSTM's."""

    cell = nn.LSTM


class GRUHead(RNNHead):
    """The GRU's."""

    cell = nn.GRU


def turned(lengths: Tensor, *, tokens: int) -> Tensor:
    """Return the order that turns each row round and leaves its padding at the end.

    >>> turned(torch.tensor([3, 2]), tokens=4).tolist()
    [[2, 1, 0, 3], [1, 0, 2, 3]]
    """
    numbers = torch.arange(tokens, device=lengths.device)
    back = lengths.unsqueeze(1) - 1 - numbers  # (batch, tokens), negative in padding
    return torch.where(back < 0, numbers, back)


def take(states: Tensor, order: Tensor) -> Tensor:
    """Return the states (batch, tokens, width) of the tokens in ``order`` (batch, n)."""
    return states.gather(1, order.unsqueeze(-1).expand(-1, -1, states.shape[-1]))
