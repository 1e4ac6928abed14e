"""The search space: each key a Choice or a Range, either of them conditional through `when`."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator

from relsearch.config.settings import Settings

When = dict[str, tuple[Any, ...]]
"""Parent key -> the values of it under which the dimension is there."""


class Choice(Settings):
    """One of a list of values."""

    choices: tuple[Any, ...] = Field(min_length=1)
    when: When = Field(default_factory=dict)

    def values(self) -> tuple[Any, ...]:
        """The values to choose from."""
        return self.choices


class Range(Settings):
    """A number from ``low`` to ``high``, both included; on a log scale or in steps if asked."""

    low: float
    high: float
    log: bool = False
    step: float | None = Field(None, gt=0)
    when: When = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> "Range":
        if not self.low < self.high:
            raise ValueError(f"low < high must hold, but got (low={self.low}, high={self.high})")
        if self.log and self.low <= 0:
            raise ValueError(f"a log range needs low > 0, but got low={self.low}")
        if self.log and self.step is not None:
            raise ValueError("log and step do not go together; leave one out")
        return self

    def values(self) -> tuple[Any, ...]:
        """The two ends."""
        return (self.low, self.high)


Dimension = Choice | Range
Space = dict[str, Dimension]


def is_active(dimension: Dimension, values: Mapping[str, Any]) -> bool:
    """Say whether the dimension is there, given its parents' values.

    >>> is_active(Choice(choices=(1, 2), when={"head": ("bilstm",)}), {"head": "base"})
    False
    """
    return all(
        parent in values and values[parent] in allowed for parent, allowed in dimension.when.items()
    )


def in_place(space: Mapping[str, Dimension], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values without those of keys for which the others leave no place.

    >>> in_place({"ema": Choice(choices=(0.9,), when={"head": (1,)})}, {"head": 2, "ema": 0.9})
    {'head': 2}
    """
    return {
        key: value
        for key, value in values.items()
        if key not in space
        or all(
            parent not in values or values[parent] in allowed
            for parent, allowed in space[key].when.items()
        )
    }


def parents_first(space: Mapping[str, Dimension]) -> Iterator[str]:
    """Yield the keys so that every `when` parent comes before its children.

    Raises ValueError naming the keys when conditions form a circle.
    """
    waiting = dict(space)
    while waiting:
        ready = [key for key, dim in waiting.items() if not set(dim.when) & set(waiting)]
        if not ready:
            raise ValueError(f"`when` conditions form a circle: {', '.join(sorted(waiting))}")
        for key in ready:
            del waiting[key]
            yield key


def combinations(space: Mapping[str, Dimension]) -> Iterator[dict[str, Any]]:
    """Yield every combination of a space of choices, inactive conditional keys left out."""
    yield from _extend(space, list(parents_first(space)), {})


def _extend(
    space: Mapping[str, Dimension], keys: list[str], values: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    if not keys:
        yield values
        return
    key, *rest = keys
    dimension = space[key]
    assert isinstance(dimension, Choice)
    chosen = dimension.choices if is_active(dimension, values) else None
    for value in chosen or ():
        yield from _extend(space, rest, {**values, key: value})
    if chosen is None:
        yield from _extend(space, rest, values)
