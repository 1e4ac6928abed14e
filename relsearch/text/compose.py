"""compose: an example as the text that the encoder reads, and where its entities are in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from relsearch.components import look_up
from relsearch.data.example import Entity, Example
from relsearch.errors import ConfigError, DataError
from relsearch.text.formats import FORMATS, MENTION, Format, write_type
from relsearch.text.prompts import PROMPTS, fill, find_prompt
from relsearch.text.types import spell_type


class Span(NamedTuple):
    """An entity's place, ends exclusive: its markers around its mention.

    Without markers, and where the mention is masked, both pairs are the same.
    """

    marker_start: int
    mention_start: int
    mention_end: int
    marker_end: int


@dataclass(frozen=True, slots=True)
class Composed:
    """The text pair of one example (``first`` None: a single text).

    ``subject`` and ``object`` are characters of ``second``, whose first ``sentence_end``
    characters are the marked sentence; what follows it belongs to the prompt.
    """

    first: str | None
    second: str
    subject: Span
    object: Span
    sentence_end: int


def compose(
    example: Example,
    *,
    input_format: str = "default",
    prompt: str | Mapping[str, str] = "default",
    type_transform: bool = False,
    sep: str = "[SEP]",
) -> Composed:
    """Return the example under an input format and a prompt.

    With ``entity_marker`` and ``s_and_o``, 조지 해리슨이 쓰고 비틀즈가 부른 노래 becomes the pair
    (조지 해리슨과 비틀즈의 관계, [E1] 조지 해리슨 [/E1]이 쓰고 [E2] 비틀즈 [/E2]가 부른 노래).
    ConfigError where a type is asked for that the example lacks, DataError for entities that
    overlap or lie outside the sentence.
    """
    row, wording = look_up(FORMATS, input_format, kind="input_format"), find_prompt(prompt)
    _check_types(example, typed_format=row.typed, typed_prompt=wording.typed)
    sentence, subject, object_ = mark(example, row, type_transform=type_transform)
    words = _words(example, type_transform=type_transform, sep=sep)
    first = None if wording.before is None else fill(wording.before, words)
    after = "" if wording.after is None else " " + fill(wording.after, words)
    return Composed(first, sentence + after, subject, object_, len(sentence))


def _check_types(example: Example, *, typed_format: bool, typed_prompt: bool) -> None:
    """Refuse a typed format or prompt for an example whose entities have no types."""
    if None not in (example.subject.type, example.object.type):
        return
    formats = ", ".join(name for name, row in FORMATS.items() if not row.typed)
    prompts = ", ".join(name for name, row in PROMPTS.items() if not row.typed)
    if typed_format or typed_prompt:
        raise ConfigError(
            f"row {example.id} has no entity types, but the input_format or the prompt writes them:"
            f" choose input_format from {formats} and prompt from {prompts}, or name a"
            " model that finds them (data.entity_types)"
        )


def _words(example: Example, *, type_transform: bool, sep: str) -> dict[str, str]:
    """Return what fills each slot of a prompt."""
    return {
        "subject": example.subject_word,
        "object": example.object_word,
        "subject_type": spell_type(example.subject.type or "", type_transform=type_transform),
        "object_type": spell_type(example.object.type or "", type_transform=type_transform),
        "sep": sep,
    }


def mark(example: Example, row: Format, *, type_transform: bool = False) -> tuple[str, Span, Span]:
    """Return the sentence with both entities marked, and the spans of subject and object in it.

    An entity inside the other is marked inside it: ``[E1] [E2] 서울 [/E2]대학교 [/E1]``.
    DataError for entities that cross, lie outside the sentence, or nest under a mask.
    """
    _check_entities(example, masks=row.masks)
    marked = [
        (entity, write_type(template, entity.type, type_transform=type_transform))
        for entity, template in ((example.subject, row.subject), (example.object, row.object))
    ]
    subject_first = _place(example.subject) <= _place(example.object)
    outer, inner = marked if subject_first else marked[::-1]
    text, outer_span, inner_span = _mark_both(example.sentence, outer, inner, spaced=row.spaced)
    return (text, outer_span, inner_span) if subject_first else (text, inner_span, outer_span)


def _place(entity: Entity) -> tuple[int, int]:
    """Return the sort key that puts the left entity, or the outer of two nested, first."""
    return entity.start, -entity.end


def _mark_both(
    sentence: str, outer: tuple[Entity, str], inner: tuple[Entity, str], *, spaced: bool
) -> tuple[str, Span, Span]:
    """Mark ``inner``, which lies right of ``outer`` or inside it, and then ``outer``.

    From the right, so that the offsets of what is still to be marked stay good.
    """
    (left, left_template), (right, right_template) = outer, inner
    text, inner_span = _mark_one(sentence, right.start, right.end, right_template, spaced=spaced)
    start, end = left.start, left.end
    nested = right.end <= left.end
    if nested:  # the mention has grown by the inner markers, but not by a space outside them
        start = inner_span.marker_start if right.start == start else start
        end = inner_span.marker_end if right.end == end else end + len(text) - len(sentence)
    marked, outer_span = _mark_one(text, start, end, left_template, spaced=spaced)
    moved = outer_span.mention_start - start if nested else len(marked) - len(text)
    return marked, outer_span, Span(*(offset + moved for offset in inner_span))


def _mark_one(text: str, start: int, end: int, template: str, *, spaced: bool) -> tuple[str, Span]:
    """Put ``text[start:end]`` into the template; return the new text and the entity's span in it.

    >>> _mark_one("비틀즈가 불렀다", 0, 3, "# {mention} #", spaced=True)
    ('# 비틀즈 # 가 불렀다', Span(marker_start=0, mention_start=2, mention_end=5, marker_end=7))
    """
    opening, mention, closing = "", template, ""  # a mask, unless the mention has its place
    if MENTION in template:
        opening, _, closing = template.partition(MENTION)
        mention = text[start:end]
    left, right = text[:start], text[end:]
    if spaced and left and not left[-1].isspace():
        left += " "
    if spaced and right and not right[0].isspace():
        right = " " + right
    mention_start = len(left) + len(opening)
    mention_end = mention_start + len(mention)
    span = Span(len(left), mention_start, mention_end, mention_end + len(closing))
    return left + opening + mention + closing + right, span


def _check_entities(example: Example, *, masks: bool) -> None:
    """Refuse entities that no marking could show: outside the sentence, crossing, masked twice."""
    for name, entity in (("subject", example.subject), ("object", example.object)):
        if not 0 <= entity.start < entity.end <= len(example.sentence):
            raise DataError(
                f"row {example.id}: 0 <= start < end <= {len(example.sentence)} must hold for the"
                f" {name}, but got start={entity.start}, end={entity.end}; correct or drop the row"
            )
    left, right = sorted((example.subject, example.object), key=_place)
    if right.start >= left.end:
        return
    if right.end > left.end:
        raise DataError(
            f"row {example.id}: the entities {example.subject_word!r} and {example.object_word!r}"
            " overlap and neither holds the other; correct or drop the row"
        )
    if masks:
        raise DataError(
            f"row {example.id}: {example.subject_word!r} and {example.object_word!r} lie in each"
            " other and cannot both be masked; choose another input_format or drop the row"
        )
