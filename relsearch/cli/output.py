"""Output: lines, tables and errors, on a terminal or through a pipe."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

UNWRAPPED = 1_000  # columns of a console that is no terminal: a pipe has no edge to wrap at
SCORES = ("score", "micro_f1", "auprc", "accuracy")
OVER_SEEDS = ("mean", "sd", "lowest", "highest", "searched", "test", "test_low", "test_high")
DIGITS = {"seconds": ".0f"} | dict.fromkeys((*SCORES, *OVER_SEEDS), ".2f")


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


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the same keys; numbers to the right."""
    table = Table()
    for name in rows[0] if rows else ():
        numbers = any(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if numbers else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell(value, name)) for name, value in row.items()))
    console().print(table)


def cell(value: Any, name: str = "") -> str:
    """Return a value as short as its column wants it.

    >>> cell(71.2345, "micro_f1"), cell(0.00003, "lr"), cell(None)
    ('71.23', '3e-05', '')
    """
    if isinstance(value, float):
        return format(value, DIGITS.get(name, ".3g"))
    return "" if value is None else str(value)


def settings(values: Mapping[str, Any]) -> str:
    """Return ``key=value`` pairs on one line.

    >>> settings({"head": "base", "lr": 2e-05})
    'head=base lr=2e-05'
    """
    return " ".join(f"{key}={cell(value)}" for key, value in values.items())
