"""Parameter groups: which learning rate and weight decay each weight of a model gets."""

import re
from typing import Any

from torch import nn

from relsearch.config.trial import TrialConfig
from relsearch.errors import EncoderError

LAYER = re.compile(r"\.layers?\.(\d+)\.")  # of BERT's, ELECTRA's, RoBERTa's, ModernBERT's families


def parameter_groups(model: nn.Module, trial: TrialConfig) -> list[dict[str, Any]]:
    """Return one group for each pair of learning rate and weight decay.

    The head learns at lr x head_lr_mult; the encoder's last layer at lr, each layer below at
    layer_decay times the one above, the embeddings below the first. Biases and norms, which have
    one dimension, do not decay.
    """
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    layers = layer_count(model)
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            lr = trial.lr * lr_multiplier(name, trial, layers=layers)
            decay = trial.weight_decay if parameter.dim() > 1 else 0.0
            groups.setdefault((lr, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": lr, "weight_decay": decay}
        for (lr, decay), parameters in groups.items()
    ]


def freeze(model: nn.Module, layers: int) -> None:
    """Leave the embeddings and the encoder's first ``layers`` layers as they are; 0 freezes none.

    Tokens that an input format adds are embeddings too: they then stay what they began as.
    Raises EncoderError when the encoder has fewer layers.
    """
    if layers > (there_are := layer_count(model)):
        raise EncoderError(f"frozen_layers must be at most {there_are}, but got {layers}")
    for name, parameter in model.named_parameters():
        layer = LAYER.search(name)
        lower = int(layer[1]) < layers if layer else "embeddings" in name
        if layers and in_encoder(name) and lower:
            parameter.requires_grad_(False)


def layer_count(model: nn.Module) -> int:
    """Return how many numbered layers the encoder has."""
    numbers = (LAYER.search(name) for name, _ in model.named_parameters() if in_encoder(name))
    return 1 + max((int(match[1]) for match in numbers if match), default=-1)


def lr_multiplier(name: str, trial: TrialConfig, *, layers: int) -> float:
    """Return by how much the learning rate of the parameter differs from the trial's.

    >>> trial = TrialConfig(encoder="bundled/mini", layer_decay=0.5, head_lr_mult=8)
    >>> lr_multiplier("head.layers.1.weight", trial, layers=3)
    8.0
    >>> lr_multiplier("encoder.encoder.layer.0.output.dense.weight", trial, layers=3)
    0.25
    """
    if not in_encoder(name):
        return trial.head_lr_mult
    layer = LAYER.search(name)
    if layer:
        return float(trial.layer_decay ** (layers - 1 - int(layer[1])))
    return float(trial.layer_decay**layers) if "embeddings" in name else 1.0


def in_encoder(name: str) -> bool:
    """Say whether a parameter of RelationModel belongs to its encoder."""
    return name.startswith("encoder.")
