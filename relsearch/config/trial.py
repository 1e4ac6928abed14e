"""TrialConfig: everything one fine-tuning run is made of; each key may be fixed or searched."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from relsearch.components import look_up
from relsearch.config.optimizers import LR_SCHEDULERS, OPTIMIZERS
from relsearch.config.settings import Settings
from relsearch.data.augmentations import AUGMENTATIONS
from relsearch.errors import ConfigError
from relsearch.model.heads import HEADS
from relsearch.model.losses import LOSSES
from relsearch.text.formats import FORMATS
from relsearch.text.prompts import find_prompt


def _row_of(table: Mapping[str, Any], kind: str) -> Callable[[str], str]:
    """Return a validator that the name is a row of the table."""

    def check(name: str) -> str:
        try:
            look_up(table, name, kind=kind)
        except ConfigError as error:
            raise ValueError(str(error)) from None
        return name

    return check


def _known_prompt(prompt: Any) -> Any:
    """Accept a row of PROMPTS or a user's ``{template: ...}``."""
    if not isinstance(prompt, str | dict):
        raise ValueError(f'a prompt is a name or {{template: "…"}}, but got {prompt!r}')
    try:
        find_prompt(prompt)
    except ConfigError as error:
        raise ValueError(str(error)) from None
    return prompt


def _known_augmentations(augment: Any) -> Any:
    """Accept ``none`` or a list of rows of AUGMENTATIONS, each once."""
    if augment == "none":
        return augment
    if not isinstance(augment, list | tuple) or not all(isinstance(name, str) for name in augment):
        raise ValueError(f"augment is none or a list of names, but got {augment!r}")
    for name in augment:
        _row_of(AUGMENTATIONS, "augmentation")(name)
    if len(set(augment)) < max(1, len(augment)):
        raise ValueError(f"augment should name one augmentation or more, each once: {augment!r}")
    return augment


class TrialConfig(Settings):
    """One configuration; the defaults are a known-good run for a base-size encoder."""

    encoder: str
    encoder_layers: int | None = Field(None, ge=1)
    frozen_layers: int = Field(0, ge=0)

    input_format: Annotated[str, AfterValidator(_row_of(FORMATS, "input_format"))] = (
        "typed_entity_marker_punct"
    )
    prompt: Annotated[str | dict[str, str], BeforeValidator(_known_prompt)] = "s_and_o"
    type_transform: bool = False

    head: Annotated[str, AfterValidator(_row_of(HEADS, "head"))] = "base"
    head_norm: Literal["none", "layer", "batch"] = "none"
    head_activation: Literal["none", "gelu"] = "none"
    head_dropout: float = Field(0.1, ge=0, lt=1)
    head_layers: int = Field(1, ge=1)
    head_type_embedding: bool = False

    lr: float = Field(2e-5, gt=0)
    head_lr_mult: float = Field(1.0, gt=0)
    lr_scheduler: Annotated[str, AfterValidator(_row_of(LR_SCHEDULERS, "lr_scheduler"))] = "linear"
    layer_decay: float = Field(1.0, gt=0, le=1)
    warmup_ratio: float = Field(0.1, ge=0, le=1)

    epochs: int = Field(3, ge=1)
    batch_size: int = Field(32, ge=1)
    accumulation: int = Field(1, ge=1)
    max_length: int = Field(180, ge=8)
    eval_per_epoch: int = Field(1, ge=1)

    optimizer: Annotated[str, AfterValidator(_row_of(OPTIMIZERS, "optimizer"))] = "adamw"
    adam_beta2: float = Field(0.999, ge=0, lt=1)
    weight_decay: float = Field(0.01, ge=0)
    clip: float = Field(1.0, ge=0)

    loss: Annotated[str, AfterValidator(_row_of(LOSSES, "loss"))] = "cross_entropy"
    focal_gamma: float = Field(2.0, ge=0)
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    class_weights: Literal["none", "balanced"] = "none"
    rdrop: float = Field(0.0, ge=0)
    ema: float | None = Field(None, gt=0, lt=1)
    attention_dropout: float | None = Field(None, ge=0, lt=1)
    hidden_dropout: float | None = Field(None, ge=0, lt=1)

    augment: Annotated[Literal["none"] | tuple[str, ...], BeforeValidator(_known_augmentations)] = (
        "none"
    )
    seed: int = 42
