"""Relation swap: a fact told from its other side (Xu et al. 2016, arXiv:1601.03651)."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from relsearch.data.augmentations.ground import Ground
from relsearch.data.example import Example

SYMMETRIC = (
    "no_relation",
    "org:alternate_names",
    "per:alternate_names",
    "per:other_family",
    "per:colleagues",
    "per:siblings",
    "per:spouse",
    "관계_없음",
    "단체:별칭",
    "인물:별칭",
    "인물:기타_친족",
    "인물:동료",
    "인물:형제/자매/남매",
    "인물:배우자",
)
PAIRS = (
    ("org:members", "org:member_of"),
    ("per:parents", "per:children"),
    ("단체:모회사", "단체:자회사"),
    ("단체:상위_단체", "단체:하위_단체"),
    ("인물:부모님", "인물:자녀"),
)
INVERSES: Mapping[str | None, str] = {
    **{label: label for label in SYMMETRIC},
    **dict(PAIRS),
    **{second: first for first, second in PAIRS},
}


def relation_swap(example: Example, ground: Ground, random: Random) -> Example | None:
    """Return the row with subject and object exchanged, under the inverse relation.

    A per:children B becomes B per:parents A. None where the relation has no inverse in the label
    set, and where no subject in training has the type of the new one: the model would learn to
    tell the swapped rows by their types.
    """
    inverse = INVERSES.get(example.label)
    if inverse not in ground.labels or example.object.type not in ground.subject_types:
        return None
    return replace(example, subject=example.object, object=example.subject, label=inverse)
