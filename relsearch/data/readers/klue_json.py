"""Reader klue-json: KLUE-RE's own files, a JSON list of objects."""

import json
from collections.abc import Iterator
from pathlib import Path

from relsearch.data.rows import RawRow
from relsearch.errors import DataError


def read(path: Path) -> Iterator[RawRow]:
    """Yield the rows of ``[{guid, sentence, subject_entity, object_entity, label, source}, ...]``.

    An entity is ``{word, start_idx, end_idx, type}``, ``end_idx`` inclusive. Raises DataError when
    the file is no JSON list.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise DataError(f"{path} is not JSON: {error}; for one object a line use jsonl") from error
    if not isinstance(content, list):
        raise DataError(f"{path} should hold a JSON list of rows, not {type(content).__name__}")
    for number, fields in enumerate(content):
        yield raw_row(number, fields)


def raw_row(number: int, fields: object, line: int | None = None) -> RawRow:
    """Return what was parsed as a row; anything but a JSON object is a problem of that row."""
    if isinstance(fields, dict):
        return RawRow(number, fields, line)
    return RawRow(number, {}, line, problem=f"should be a JSON object, not {fields!r:.60}")
