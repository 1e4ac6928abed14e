"""What augmentations share: what they know besides the row, and how a sentence is rewritten."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from relsearch.data.example import Entity, Example
from relsearch.errors import ConfigError

WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Ground:
    """The label set, the types that subjects have in training, and the encoder's mask token."""

    labels: Collection[str]
    subject_types: Collection[str | None]
    mask_token: str | None

    @property
    def mask(self) -> str:
        """The mask token; ConfigError where the encoder has none."""
        if self.mask_token is None:
            raise ConfigError(
                "the encoder's tokenizer has no mask token; leave entity_masking and"
                " token_masking out of augment, or choose another encoder"
            )
        return self.mask_token


class Edit(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) become ``text``."""

    start: int
    end: int
    text: str


def rewrite(example: Example, edits: Collection[Edit]) -> Example:
    """Return the example with its sentence edited and each entity where it has moved to.

    Edits do not overlap; each replaces a whole entity or lies outside both.
    """
    sentence = example.sentence
    for start, end, text in sorted(edits, reverse=True):  # from the right: what is left stays put
        sentence = sentence[:start] + text + sentence[end:]
    return replace(
        example,
        sentence=sentence,
        subject=_moved(example.subject, edits),
        object=_moved(example.object, edits),
    )


def _moved(entity: Entity, edits: Collection[Edit]) -> Entity:
    """Return the entity's place after the edits.

    >>> _moved(Entity(3, 5), [Edit(0, 0, ", "), Edit(3, 5, "[MASK]"), Edit(6, 7, "")])
    Entity(start=5, end=11, type=None)
    """
    start = entity.start + sum(_growth(edit) for edit in edits if edit.end <= entity.start)
    end = entity.end + sum(_growth(edit) for edit in edits if edit.start < entity.end)
    return replace(entity, start=start, end=end)


def _growth(edit: Edit) -> int:
    return len(edit.text) - (edit.end - edit.start)
