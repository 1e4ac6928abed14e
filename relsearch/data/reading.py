"""Reading a file of examples: its rows checked, the bad ones reported together or dropped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from relsearch.components import look_up
from relsearch.data.example import Example
from relsearch.data.readers import READERS, reads_files
from relsearch.data.rows import BadRow, RawRow, check
from relsearch.errors import ConfigError, DataError

OnBadRow = Literal["error", "drop"]
ReadFile = Callable[[Path], Iterable[RawRow]]
SHOWN = 10  # bad rows listed in an error


@dataclass(frozen=True, slots=True)
class Reading:
    """The examples of one file in file order, and the bad rows left out."""

    examples: tuple[Example, ...]
    dropped: tuple[BadRow, ...] = ()


def read_examples(
    path: str | Path,
    *,
    reader: str,
    label_names: Sequence[str] | None = None,
    on_bad_row: OnBadRow = "error",
    labelled: bool = False,
) -> Reading:
    """Read a file of examples with a file reader of READERS.

    ``label_names`` (in id order) closes the label set; ``labelled`` makes unlabelled rows bad.
    Raises DataError when the file cannot be read, or holds bad rows and these are errors.
    """
    row = look_up(READERS, reader, kind="reader")
    if not reads_files(reader):
        raise ConfigError(f"reader {reader!r} reads no file; choose from {_file_readers()}")
    raw_rows = _decoded(row.load(), Path(path))
    return check_rows(
        raw_rows,
        where=str(path),
        label_names=label_names,
        integer_labels=row.integer_labels,
        on_bad_row=on_bad_row,
        labelled=labelled,
    )


def check_rows(
    rows: Iterable[RawRow],
    *,
    where: str,
    label_names: Sequence[str] | None = None,
    integer_labels: Sequence[str] | None = None,
    on_bad_row: OnBadRow = "error",
    labelled: bool = False,
) -> Reading:
    """Check rows that came from ``where``: spans, words, labels, and that no id occurs twice."""
    checked = (
        (row, check(row, label_names=label_names, integer_labels=integer_labels, labelled=labelled))
        for row in rows
    )
    outcomes = list(_first_of_each_id(checked))
    bad = tuple(row for row in outcomes if isinstance(row, BadRow))
    if bad and on_bad_row == "error":
        raise DataError(_report(where, bad, len(outcomes)))
    return Reading(tuple(row for row in outcomes if isinstance(row, Example)), bad)


def _first_of_each_id(
    checked: Iterable[tuple[RawRow, Example | BadRow]],
) -> Iterator[Example | BadRow]:
    """Yield what rows turned out to be; an example whose id an earlier one has is a bad row."""
    first: dict[str, int] = {}
    for row, outcome in checked:
        if isinstance(outcome, Example) and first.setdefault(outcome.id, row.number) != row.number:
            taken = f"row {first[outcome.id]} has this id already"
            yield BadRow(row.number, row.line, outcome.id, taken)
        else:
            yield outcome


def _decoded(read: ReadFile, path: Path) -> list[RawRow]:
    """Read all rows; a file that is missing or not UTF-8 is a DataError."""
    if not path.is_file():
        raise DataError(f"there is no file {path}")
    try:
        return list(read(path))
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 ({error.reason}); save it as UTF-8") from error


def _report(where: str, bad: Sequence[BadRow], total: int) -> str:
    shown = [f"  - {row}" for row in bad[:SHOWN]]
    more = [f"  - and {len(bad) - SHOWN} more"] if len(bad) > SHOWN else []
    head = f"{where}: {len(bad)} of {total} rows are bad (counted from 0):"
    cure = "Correct the file, or leave such rows out with on_bad_row: drop."
    return "\n".join([head, *shown, *more, cure])


def _file_readers() -> str:
    return ", ".join(name for name in READERS if reads_files(name))
