"""A loss by its name in LOSSES."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from relsearch.components import look_up
from relsearch.model.losses import LOSSES


def build_loss(name: str, *, label_counts: Sequence[int], options: Mapping[str, Any]) -> nn.Module:
    """Return the loss, called as ``loss(logits, labels)``; it reads those options that it knows.

    ``label_counts`` holds the number of training rows of each label, in id order.
    """
    row = look_up(LOSSES, name, kind="loss")
    known = {key: options[key] for key in row.options if key in options}
    loss: nn.Module = row.load()(label_counts, **known)
    return loss
