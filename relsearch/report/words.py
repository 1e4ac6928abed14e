"""Words: values, times and counts as people read them."""

from collections.abc import Mapping
from html import escape
from typing import Any

from relsearch.study.record import Record

UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def short(value: Any) -> str:
    """Return a setting's value in few characters; a template of one's own as its text.

    >>> short(0.00003), short(True), short(None), short({"template": "{subject}?"})
    ('3e-05', 'true', 'none', '{subject}?')
    """
    if isinstance(value, Mapping):
        return ", ".join(map(str, value.values()))
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value).lower() if value is None or isinstance(value, bool) else str(value)


def duration(seconds: float) -> str:
    """Return a time in its two largest units.

    >>> duration(45), duration(7980), duration(0)
    ('45 s', '2 h 13 min', '0 s')
    """
    left, said = round(seconds), []
    for unit, size in UNITS:
        if left >= size:
            said.append(f"{left // size} {unit}")
        left %= size
    return " ".join(said[:2]) or "0 s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "trial"), count(3200, "row")
    ('1 trial', '3,200 rows')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(text: Any) -> str:
    """Return text as plotly shows it letter for letter; it reads tags and entities as HTML."""
    return escape(str(text), quote=False)


def hover(record: Record) -> str:
    """Return what a trial's point says under the mouse: its state and configuration."""
    lines = [f"{key}: {short(value)}" for key, value in record.values.items()]
    return "<br>".join([f"<b>trial {record.number}</b>, {record.state}", *map(plain, lines)])
