"""Output: lines, tables and errors, on a terminal or through a pipe."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

UNWRAPPED = 1_000  # columns of a console that is no terminal: a pipe has no edge to wrap at


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal; without wrapping or colour through a pipe."""
    found = Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=stderr, highlight=False, width=UNWRAPPED)


def say(sentence: str) -> None:
    """Print one line as it stands: no markup, no wrapping."""
    console().print(sentence, markup=False, soft_wrap=True)


def complain(message: str) -> None:
    """Print an error in red to stderr."""
    console(stderr=True).print(Text(message, style="red"), soft_wrap=True)


def print_table(rows: Sequence[Mapping[str, Any]], *, title: str | None = None) -> None:
    """Print rows of the same keys; numbers to the right."""
    table = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        numbers = any(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row.values()))
    console().print(table)


def cell(value: Any) -> str:
    """Return a value as short as a table wants it.

    >>> cell(71.2345), cell(0.00003), cell(None)
    ('71.23', '3e-05', '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"
    return str(value)


def settings(values: Mapping[str, Any]) -> str:
    """Return ``key=value`` pairs on one line.

    >>> settings({"head": "base", "lr": 2e-05})
    'head=base lr=2e-05'
    """
    return " ".join(f"{key}={cell(value)}" for key, value in values.items())


def listed(lines: Iterable[str]) -> None:
    """Print notes, one a line, each with a dash."""
    for line in lines:
        say(f"- {line}")
