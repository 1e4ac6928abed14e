"""Reader jsonl: one JSON object a line, with the keys of klue-json and any label set."""

import json
from collections.abc import Iterator
from pathlib import Path

from relsearch.data.readers.klue_json import raw_row
from relsearch.data.rows import RawRow


def read(path: Path) -> Iterator[RawRow]:
    """Yield the rows of the file; empty lines are no rows."""
    with path.open(encoding="utf-8-sig") as file:
        lines = ((line, text) for line, text in enumerate(file, start=1) if text.strip())
        for number, (line, text) in enumerate(lines):
            yield _parse(number, line, text)


def _parse(number: int, line: int, text: str) -> RawRow:
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        return RawRow(number, {}, line, problem=f"is not JSON: {error.msg}, column {error.colno}")
    return raw_row(number, fields, line)
