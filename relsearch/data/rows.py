"""Rows of a file: as a reader finds them, checked into examples, or bad with the reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relsearch.data.example import Entity, Example
from relsearch.data.spans import compose, locate
from relsearch.errors import did_you_mean


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as its reader finds it, nothing verified.

    ``fields`` has the keys of klue-json (``end_idx`` inclusive); a missing or None label means
    unlabelled, an integer one indexes the label names. ``number`` counts from 0 in file order,
    ``line`` from 1. ``problem`` says what kept the reader from making sense of the row.
    """

    number: int
    fields: Mapping[str, Any]
    line: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is no example, and why."""

    number: int
    line: int | None
    id: str | None
    problem: str

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line is not None else None
        row_id = f"id {self.id}" if self.id is not None else None
        known = ", ".join(part for part in (line, row_id) if part)
        return f"row {self.number}{f' ({known})' if known else ''}: {self.problem}"


class RowError(ValueError):
    """What is wrong with one row; `check` turns it into a BadRow."""


def check(
    row: RawRow,
    *,
    label_names: Sequence[str] | None = None,
    integer_labels: Sequence[str] | None = None,
    labelled: bool = False,
) -> Example | BadRow:
    """Return the row as an Example when spans, words and label hold, else as a BadRow.

    ``label_names`` closes the label set; an integer label indexes it, or ``integer_labels`` where
    the set is open. ``labelled`` makes a row without a label bad. Overlapping entities are valid.
    """
    try:
        example = _example(row, label_names, integer_labels)
        if labelled and example.label is None:
            raise RowError("has no label, which this part needs")
    except RowError as error:
        found = row.fields.get("guid")
        return BadRow(row.number, row.line, None if found is None else str(found), str(error))
    return example


def _example(
    row: RawRow, label_names: Sequence[str] | None, integer_labels: Sequence[str] | None
) -> Example:
    if row.problem is not None:
        raise RowError(row.problem)
    fields = row.fields
    sentence = _text(fields, "sentence")
    composed = compose(sentence)
    source = fields.get("source")
    return Example(
        id=_id(fields),
        sentence=composed,
        subject=_entity(fields, "subject_entity", sentence, composed),
        object=_entity(fields, "object_entity", sentence, composed),
        label=_label(fields.get("label"), label_names, integer_labels),
        source=None if source is None else str(source),
    )


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RowError(f"{key} should be a text, but is {_shown(fields, key)}")
    return value


def _id(fields: Mapping[str, Any]) -> str:
    value = fields.get("guid")
    if not isinstance(value, str | int) or value == "":
        raise RowError(f"the id should be a text or a number, but is {_shown(fields, 'guid')}")
    return str(value)


def _entity(fields: Mapping[str, Any], role: str, sentence: str, composed: str) -> Entity:
    entity = fields.get(role)
    if not isinstance(entity, Mapping):
        raise RowError(f"{role} should hold word, start_idx and end_idx, not {entity!r}")
    word, start, last = entity.get("word"), entity.get("start_idx"), entity.get("end_idx")
    if not isinstance(word, str) or type(start) is not int or type(last) is not int:
        raise RowError(f"{role} needs a word and whole numbers start_idx, end_idx; has {entity!r}")
    if not 0 <= start <= last < len(sentence):
        raise RowError(
            f"{role} should satisfy 0 <= start_idx <= end_idx < {len(sentence)} (the sentence's "
            f"length), but start_idx={start}, end_idx={last}"
        )
    span = locate(word, start, last + 1, sentence=sentence, composed=composed)
    if span is None:
        raise RowError(_mismatch(role, word, sentence, start, last))
    return Entity(*span, type=_type(entity, role))


def _type(entity: Mapping[str, Any], role: str) -> str | None:
    value = entity.get("type")
    if value is not None and not isinstance(value, str):
        raise RowError(f"{role}.type should be a text, but is {value!r}")
    return value or None


def _mismatch(role: str, word: str, sentence: str, start: int, last: int) -> str:
    """Say what stands at the span, and whether its end was counted as exclusive."""
    found = sentence[start : last + 1]
    hint = "; end_idx is the last character, not the one after it"
    return f"{role}.word is {word!r}, but characters {start} to {last} are {found!r}" + (
        hint if sentence[start:last] == word else ""
    )


def _label(
    value: object, label_names: Sequence[str] | None, integer_labels: Sequence[str] | None
) -> str | None:
    if value is None or value == -1:  # -1 is how `datasets` writes a hidden label
        return None
    if type(value) is int:
        return _named(value, label_names or integer_labels)
    if not isinstance(value, str) or not value:
        raise RowError(f"label should be a name or a number, but is {value!r}")
    _require_known(value, label_names)
    return value


def _named(value: int, names: Sequence[str] | None) -> str:
    if names is None:
        raise RowError(f"label {value} is a number: name the labels in id order (data.labels)")
    if not 0 <= value < len(names):
        raise RowError(f"label {value} is out of range: there are {len(names)} label names")
    return names[value]


def _require_known(label: str, names: Collection[str] | None) -> None:
    if names is not None and label not in names:
        raise RowError(f"label {label!r} is not in the label set{did_you_mean(label, names)}")


def _shown(fields: Mapping[str, Any], key: str) -> str:
    return repr(fields[key]) if key in fields else "missing"
