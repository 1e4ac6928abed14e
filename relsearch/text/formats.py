"""FORMATS: what each input_format makes of the two mentions in a sentence.

A row is two templates: ``{mention}`` is the word in the sentence, ``{TYPE}`` its type as in the
data (``PER``), ``{type}`` the same in small letters (``per``); ``type_transform`` writes a Korean
word for both. A template without ``{mention}`` replaces the mention.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from relsearch.components import look_up
from relsearch.text.types import spell_type

MENTION = "{mention}"


@dataclass(frozen=True)
class Format:
    """One way to mark the entities; ``summary`` is an example sentence.

    ``spaced`` puts a space outside the markers where the sentence has none; ``special`` registers
    the markers as tokens of their own, else they are spelt with pieces the vocabulary has.
    """

    summary: str
    subject: str
    object: str
    spaced: bool = False
    special: bool = False

    @property
    def typed(self) -> bool:
        """Whether the entity's type is written into the text."""
        return "{type}" in (self.subject + self.object).lower()

    @property
    def masks(self) -> bool:
        """Whether the mention itself is taken out of the text."""
        return MENTION not in self.subject


FORMATS: dict[str, Format] = {
    "default": Format(
        summary="조지 해리슨이 쓰고 비틀즈가 부른 노래",
        subject="{mention}",
        object="{mention}",
    ),
    "entity_mask": Format(
        summary="[SUBJ-PER]이 쓰고 [OBJ-ORG]가 부른 노래",
        subject="[SUBJ-{TYPE}]",
        object="[OBJ-{TYPE}]",
        special=True,
    ),
    "entity_marker": Format(
        summary="[E1] 조지 해리슨 [/E1]이 쓰고 [E2] 비틀즈 [/E2]가 부른 노래",
        subject="[E1] {mention} [/E1]",
        object="[E2] {mention} [/E2]",
        special=True,
    ),
    "entity_marker_punct": Format(
        summary="@ 조지 해리슨 @ 이 쓰고 # 비틀즈 # 가 부른 노래",
        subject="@ {mention} @",
        object="# {mention} #",
        spaced=True,
    ),
    "typed_entity_marker": Format(
        summary="<S:PER> 조지 해리슨 </S:PER> 이 쓰고 <O:ORG> 비틀즈 </O:ORG> 가 부른 노래",
        subject="<S:{TYPE}> {mention} </S:{TYPE}>",
        object="<O:{TYPE}> {mention} </O:{TYPE}>",
        spaced=True,
        special=True,
    ),
    "typed_entity_marker_punct": Format(
        summary="@ * per * 조지 해리슨 @ 이 쓰고 # ^ org ^ 비틀즈 # 가 부른 노래",
        subject="@ * {type} * {mention} @",
        object="# ^ {type} ^ {mention} #",
        spaced=True,
    ),
}


def write_type(template: str, entity_type: str | None, *, type_transform: bool) -> str:
    """Return a row's template with the type filled in.

    >>> write_type("@ * {type} * {mention} @", "PER", type_transform=False)
    '@ * per * {mention} @'
    """
    word = spell_type(entity_type or "", type_transform=type_transform)
    return template.replace("{TYPE}", word).replace("{type}", word.lower())


def special_tokens(
    input_format: str, *, types: Iterable[str], type_transform: bool = False
) -> list[str]:
    """Return the tokens that a format registers, given the entity types of the corpus.

    >>> special_tokens("entity_marker", types=["PER", "ORG"])
    ['[E1]', '[/E1]', '[E2]', '[/E2]']
    >>> special_tokens("entity_mask", types=["PER"], type_transform=True)
    ['[SUBJ-사람]', '[OBJ-사람]']
    """
    row = look_up(FORMATS, input_format, kind="input_format")
    if not row.special:
        return []
    written = [
        write_type(template, entity_type, type_transform=type_transform)
        for entity_type in (sorted(types) if row.typed else [None])
        for template in (row.subject, row.object)
    ]
    markers = (marker.strip() for text in written for marker in text.split(MENTION))
    return list(dict.fromkeys(markers))
