"""Reader klue-csv: the competition's CSV, whose entities are Python dict literals."""

import ast
import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from relsearch.data.rows import RawRow
from relsearch.errors import DataError

COLUMNS = ("id", "sentence", "subject_entity", "object_entity", "label")
ENTITIES = ("subject_entity", "object_entity")
UNLABELLED = "100"
LONGEST_FIELD = 2**31 - 1  # characters; the csv module refuses fields over 131,072 otherwise


def read(path: Path) -> Iterator[RawRow]:
    """Yield the rows of a file with the columns of COLUMNS and, if there, ``source``.

    Raises DataError when a column is missing.
    """
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file)
        _require_columns(table.fieldnames or (), path)
        yield from _rows(table)


def _require_columns(found: Any, path: Path) -> None:
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        there = ", ".join(found) or "none"
        raise DataError(f"{path} lacks the columns {', '.join(missing)}; it has {there}")


def _rows(table: "csv.DictReader[str]") -> Iterator[RawRow]:
    """Yield rows with the line they begin on: a quoted field may hold line breaks."""
    line = table.line_num + 1
    for number, cells in enumerate(table):
        yield _raw_row(number, line, cells)
        line = table.line_num + 1


def _raw_row(number: int, line: int, cells: Mapping[str | None, Any]) -> RawRow:
    fields: dict[str, Any] = {"guid": cells["id"], "sentence": cells["sentence"]}
    if None in cells or None in cells.values():
        return RawRow(number, fields, line, problem="does not have one cell for each column")
    try:
        entities = {role: ast.literal_eval(cells[role].strip()) for role in ENTITIES}
    except (ValueError, SyntaxError):
        return RawRow(number, fields, line, problem="an entity is no Python dict literal")
    labelling = {"label": _label(cells["label"]), "source": cells.get("source") or None}
    return RawRow(number, {**fields, **entities, **labelling}, line)


def _label(cell: str) -> str | int | None:
    """Return a name, an id as an integer, or None for an unlabelled row."""
    if cell in (UNLABELLED, ""):
        return None
    return int(cell) if cell.isdecimal() else cell
