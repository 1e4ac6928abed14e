"""RelationConfig: all that a saved model needs to be rebuilt, labels and encoder included."""

from typing import Any, ClassVar

from transformers import AutoConfig, PretrainedConfig


class RelationConfig(PretrainedConfig):
    """The encoder's configuration, the head and its options, the labels and the entity types.

    Labels travel as ``id2label``; ``no_relation`` is one of them, or None where a label set has
    none. ``entity_types`` are the types that the corpus has, for ``head_type_embedding``.
    """

    model_type = "relsearch"
    sub_configs: ClassVar[dict[str, Any]] = {"encoder": AutoConfig}

    encoder: Any = None  # a dict or a configuration when given, a configuration from then on
    head: str = "base"
    head_norm: str = "none"
    head_activation: str = "none"
    head_dropout: float = 0.1
    head_layers: int = 1
    head_type_embedding: bool = False
    entity_types: list[str] | None = None
    no_relation: str | None = None

    def __post_init__(self, **kwargs: Any) -> None:
        """Turn the encoder's dict, as config.json holds it, into a configuration."""
        if isinstance(self.encoder, dict):
            self.encoder = AutoConfig.for_model(**self.encoder)
        super().__post_init__(**kwargs)  # type: ignore[no-untyped-call]

    @property
    def hidden_size(self) -> int:
        """The width of the encoder's states."""
        return int(self.encoder.hidden_size)

    @property
    def labels(self) -> tuple[str, ...]:
        """The label names in id order."""
        return tuple(str(name) for _, name in sorted((self.id2label or {}).items()))

    def type_id(self, name: str | None) -> int:
        """Return the id of an entity type; 0 for one that the corpus did not have."""
        types = self.entity_types or []
        return types.index(name) + 1 if name in types else 0
