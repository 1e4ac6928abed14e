"""A new RelationModel on a pretrained encoder."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import torch
from transformers import AutoConfig, PretrainedConfig
from transformers import PreTrainedTokenizerFast as Tokenizer

from relsearch.components import look_up
from relsearch.errors import EncoderError
from relsearch.model.config import RelationConfig
from relsearch.model.encoder import load_part
from relsearch.model.heads import HEADS
from relsearch.model.relation_model import RelationModel
from relsearch.model.weights import load_encoder

# The names that encoders give their dropouts, BERT's family first.
ATTENTION_DROPOUTS = ("attention_probs_dropout_prob", "attention_dropout")
HIDDEN_DROPOUTS = ("hidden_dropout_prob", "hidden_dropout", "dropout", "mlp_dropout")


def build_model(
    encoder: str,
    *,
    tokenizer: Tokenizer,
    labels: Sequence[str],
    no_relation: str | None,
    head: str = "base",
    head_options: Mapping[str, Any] = MappingProxyType({}),
    entity_types: Sequence[str] = (),
    encoder_layers: int | None = None,
    attention_dropout: float | None = None,
    hidden_dropout: float | None = None,
    seed: int = 42,
) -> RelationModel:
    """Return the pretrained encoder under a new head, both on the CPU in 32-bit floats.

    ``tokenizer`` has its special tokens already; of ``head_options`` the head takes those that its
    row in HEADS names; ``encoder_layers`` takes the first N layers; a dropout of None stays the
    encoder's own.
    Raises EncoderError where the encoder cannot be loaded or has no such layer or dropout.
    """
    row = look_up(HEADS, head, kind="head")
    config = load_part(AutoConfig.from_pretrained, encoder)
    _take_layers(config, encoder_layers, encoder=encoder)
    _set_dropout(config, attention_dropout, ATTENTION_DROPOUTS, encoder=encoder)
    _set_dropout(config, hidden_dropout, HIDDEN_DROPOUTS, encoder=encoder)
    with torch.random.fork_rng(devices=[]):  # the caller's random numbers stay as they were
        torch.default_generator.manual_seed(seed)
        pretrained = load_encoder(encoder, config)
        _add_tokens(pretrained, len(tokenizer))
        relation_config = RelationConfig(
            # A copy: the new configuration resets the attention kernel in the one it is given.
            encoder=pretrained.config.to_dict(),
            head=head,
            id2label=dict(enumerate(labels)),
            label2id={label: index for index, label in enumerate(labels)},
            no_relation=no_relation,
            entity_types=list(entity_types),
            **{key: head_options[key] for key in row.options if key in head_options},
        )
        return RelationModel(relation_config, pretrained)


def _take_layers(config: PretrainedConfig, layers: int | None, *, encoder: str) -> None:
    if layers is None:
        return
    if layers > config.num_hidden_layers:
        raise EncoderError(
            f"encoder_layers must be at most {config.num_hidden_layers}, the layers of "
            f"{encoder!r}, but got {layers}"
        )
    config.num_hidden_layers = layers
    if getattr(config, "layer_types", None):  # ModernBERT's, one a layer
        config.layer_types = config.layer_types[:layers]


def _set_dropout(
    config: PretrainedConfig, value: float | None, names: Sequence[str], *, encoder: str
) -> None:
    if value is None:
        return
    name = next((name for name in names if hasattr(config, name)), None)
    if name is None:
        raise EncoderError(
            f"encoder {encoder!r} has none of the dropouts {', '.join(names)}; leave it out"
        )
    setattr(config, name, value)


def _add_tokens(encoder: Any, tokens: int) -> None:
    """Give new tokens embeddings around the mean of the old ones.

    There the encoder takes them for some ordinary word; zeros or small noise alone would lie far
    from all it has seen, and its layer norm would blow the noise up. The noise on top keeps the
    markers of subject and object apart from the first step.
    """
    old = encoder.get_input_embeddings().num_embeddings
    if tokens <= old:
        return
    weight = encoder.resize_token_embeddings(tokens, mean_resizing=False).weight
    with torch.no_grad():
        weight[old:] += weight[:old].mean(dim=0)
