"""Members: the trials that vote, and what each says of the same rows in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.errors import StudyError
from relsearch.study.folder import TrialFolder
from relsearch.study.predictions import PartPredictions, Predictions
from relsearch.study.record import Record

SHOWN = 3  # ids named in an error


@dataclass(frozen=True)
class Member:
    """A trial, or the model of one of its folds, and what it says of the rows ``ids``.

    Probabilities are (n, labels), in its own label order.
    """

    record: Record
    labels: tuple[str, ...]
    ids: tuple[str, ...]
    probabilities: NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Stack:
    """What all members say of the same rows: probabilities (members, n, labels)."""

    labels: tuple[str, ...]
    ids: tuple[str, ...]
    probabilities: NDArray[np.float64]


def stored_member(
    record: Record, place: TrialFolder, part: str, *, fold: int | None = None
) -> Member:
    """Return a member with the probabilities that were stored of a part; loads no model.

    On rows that the model of a ``fold`` may have trained on, its trial's answers are its own.
    """
    predictions = Predictions.load(place.mirror.fetch(place.predictions))
    rows = _rows(predictions, part, record)
    own = rows.probabilities if fold is None or rows.models is None else rows.models[fold]
    return Member(record, predictions.labels, rows.ids, own)


def stack(members: Sequence[Member], *, ids: Sequence[str], labels: Sequence[str]) -> Stack:
    """Put the members' rows in the order of ``ids`` and their columns in that of ``labels``.

    Rows are matched by id and columns by name, never by number. Raises StudyError for a member
    with other rows or another label set.
    """
    aligned = [_aligned(member, ids, labels) for member in members]
    return Stack(tuple(labels), tuple(ids), np.stack(aligned).astype(np.float64))


def _rows(predictions: Predictions, part: str, record: Record) -> PartPredictions:
    if part not in predictions.parts:
        there = ", ".join(predictions.parts)
        raise StudyError(f"trial {record.number} stored no predictions of {part}, only of {there}")
    return predictions.parts[part]


def _aligned(
    member: Member, ids: Sequence[str], labels: Sequence[str]
) -> NDArray[np.floating[Any]]:
    _check_same(member, "rows", member.ids, ids)
    _check_same(member, "labels", member.labels, labels)
    row_of = {name: row for row, name in enumerate(member.ids)}
    column_of = {name: column for column, name in enumerate(member.labels)}
    rows = [row_of[name] for name in ids]
    columns = [column_of[name] for name in labels]
    return member.probabilities[np.ix_(rows, columns)]


def _check_same(member: Member, what: str, found: Sequence[str], wanted: Sequence[str]) -> None:
    missing, more = set(wanted) - set(found), set(found) - set(wanted)
    if missing or more or len(found) != len(wanted):
        raise StudyError(
            f"trial {member.record.number} cannot vote: it has {len(found)} {what} where"
            f" {len(wanted)} are wanted{_named('lacks', missing)}{_named('also has', more)};"
            " members must have seen the same data, so leave it out or run it again"
        )


def _named(verb: str, names: set[str]) -> str:
    return f", {verb} {', '.join(sorted(names)[:SHOWN])}" if names else ""
