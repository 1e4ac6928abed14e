"""The heads that run a recurrent layer over the tokens and read its last state each way."""

from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from relsearch.model.config import RelationConfig
from relsearch.model.heads.parts import classifier


class RNNHead(nn.Module):
    """Bidirectional RNN → both last states of the top layer → norm, activation, dropout → linear.

    The sequences are packed: the forward direction ends at each row's last token, the backward
    direction starts there, and padding is never read.
    """

    cell: ClassVar[type[nn.LSTM] | type[nn.GRU]]

    def __init__(self, config: RelationConfig) -> None:
        super().__init__()
        self.rnn = self.cell(
            config.hidden_size,
            config.hidden_size,
            num_layers=config.head_layers,
            # torch warns of dropout on a single layer, which has nothing to drop between
            dropout=config.head_dropout if config.head_layers > 1 else 0.0,
            batch_first=True,
            bidirectional=True,
        )
        self.classifier = classifier(config, 2 * config.hidden_size)

    def forward(
        self, hidden: Tensor, attention_mask: Tensor, positions: Tensor, types: Tensor | None
    ) -> Tensor:
        """Return the logits; every token is read."""
        lengths = attention_mask.sum(dim=1).cpu()  # torch packs by lengths on the CPU
        packed = pack_padded_sequence(hidden, lengths, batch_first=True, enforce_sorted=False)
        last = self.last_states(packed)  # (layers * 2, batch, hidden)
        # The first two are the bottom layer's, the last two the top layer's.
        logits: Tensor = self.classifier(torch.cat([last[-2], last[-1]], dim=-1))
        return logits

    def last_states(self, packed: nn.utils.rnn.PackedSequence) -> Tensor:
        """Return the last state of each layer and direction."""
        raise NotImplementedError


class LSTMHead(RNNHead):
    """The LSTM's."""

    cell = nn.LSTM

    def last_states(self, packed: nn.utils.rnn.PackedSequence) -> Tensor:
        """Return the hidden states, without the cell states."""
        _, (last, _) = self.rnn(packed)
        return last  # type: ignore[no-any-return]


class GRUHead(RNNHead):
    """The GRU's."""

    cell = nn.GRU

    def last_states(self, packed: nn.utils.rnn.PackedSequence) -> Tensor:
        """Return the hidden states."""
        _, last = self.rnn(packed)
        return last  # type: ignore[no-any-return]
