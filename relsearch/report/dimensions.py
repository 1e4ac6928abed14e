"""Dimensions: the settings in which trials differ, their values placed along an axis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relsearch.config import Range
from relsearch.report.material import Material
from relsearch.report.words import short
from relsearch.study import Record

WIDEST = 26  # characters of a tick
EACH = 5  # ticks of a range


@dataclass(frozen=True)
class Dimension:
    """One setting: where each record stands, None where it does not have it, and the ticks."""

    key: str
    places: tuple[float | None, ...]
    ticks: tuple[float, ...]
    names: tuple[str, ...]
    ordered: bool  # along a range, not among choices

    @property
    def room(self) -> float:
        """How far an axis goes on beyond its first and last tick."""
        return 0.07 * (self.ticks[-1] - self.ticks[0]) if self.ordered else 0.5


def dimensions(material: Material, records: Sequence[Record]) -> list[Dimension]:
    """Return every setting in which the records differ."""
    return [_dimension(material, key, records) for key in material.searched]


def _dimension(material: Material, key: str, records: Sequence[Record]) -> Dimension:
    values = [record.values.get(key) for record in records]
    space = material.study.config.space.get(key)
    return _range(key, values, space) if isinstance(space, Range) else _choice(key, values)


def _choice(key: str, values: Sequence[Any]) -> Dimension:
    """Place values by their rank; what is left out by a condition has no place."""
    present = [value for value in values if value is not None]
    names = sorted({short(value) for value in present}, key=lambda name: _order(name))
    places = tuple(None if value is None else float(names.index(short(value))) for value in values)
    ticks = tuple(float(place) for place in range(len(names)))
    return Dimension(key, places, ticks, tuple(map(_cut, names)), ordered=False)


def _range(key: str, values: Sequence[Any], space: Range) -> Dimension:
    """Place numbers along the range, by their logarithm if it is searched that way."""
    place = math.log10 if space.log else float
    back = (lambda at: 10**at) if space.log else float
    places = tuple(None if value is None else place(value) for value in values)
    ends = [one for one in (*places, place(space.low), place(space.high)) if one is not None]
    low, high = min(ends), max(ends)
    ticks = tuple(low + (high - low) * step / (EACH - 1) for step in range(EACH))
    return Dimension(key, places, ticks, tuple(f"{back(tick):.2g}" for tick in ticks), ordered=True)


def _order(name: str) -> tuple[bool, float, str]:
    """Numbers by size, before words."""
    try:
        return (False, float(name), name)
    except ValueError:
        return (True, 0.0, name)


def _cut(name: str) -> str:
    return name if len(name) <= WIDEST else f"{name[: WIDEST - 1]}…"
