"""The mistakes: the rows on which the trial is wrong and most sure of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

import numpy as np

from relsearch.data import Entity, Example
from relsearch.report.answers import Answers
from relsearch.report.blocks import Block, Paragraph, Remark, Section

SHOWN = 20
REMARK = "Look here for labels that are wrong in the data: a model that is this sure may be right."


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; ``role`` is subject, object, both (where they overlap) or empty."""

    text: str
    role: str
    type: str | None


@dataclass(frozen=True)
class Mistake:
    """A row's sentence in pieces, what is right and what was said; shares are of 100."""

    id: str
    pieces: tuple[Piece, ...]
    gold: str
    said: str
    sure: float
    gold_share: float


@dataclass(frozen=True)
class Mistakes:
    """Rows that are wrong."""

    kind: ClassVar[str] = "mistakes"
    rows: Sequence[Mistake]


def mistakes(answers: Answers) -> Section:
    """Return the rows most confidently wrong, the surest first."""
    wrong = np.flatnonzero(~answers.right)
    surest = wrong[np.argsort(-answers.confidence[wrong], kind="stable")][:SHOWN]
    rows = [_mistake(answers, int(row)) for row in surest]
    blocks: list[Block] = [Mistakes(rows), Remark(REMARK)]
    return Section("Most confident mistakes", blocks if rows else [Paragraph("No row is wrong.")])


def pieces(example: Example) -> Iterator[Piece]:
    """Yield the sentence cut at the entities' ends, each piece with its role."""
    roles = [_role(example, place) for place in range(len(example.sentence))]
    start = 0
    for role, run in groupby(roles):
        end = start + len(list(run))
        yield Piece(example.sentence[start:end], role, _type(example, role))
        start = end


def _mistake(answers: Answers, row: int) -> Mistake:
    example, gold = answers.examples[row], answers.gold_ids[row]
    return Mistake(
        id=example.id,
        pieces=tuple(pieces(example)),
        gold=answers.labels[gold],
        said=answers.labels[answers.said[row]],
        sure=100 * float(answers.confidence[row]),
        gold_share=100 * float(answers.probabilities[row, gold]),
    )


def _role(example: Example, place: int) -> str:
    subject, object_ = _holds(example.subject, place), _holds(example.object, place)
    return "both" if subject and object_ else "subject" * subject + "object" * object_


def _holds(entity: Entity, place: int) -> bool:
    return entity.start <= place < entity.end


def _type(example: Example, role: str) -> str | None:
    return {"subject": example.subject.type, "object": example.object.type}.get(role)
