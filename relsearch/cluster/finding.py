"""Finding: one thing to say about a cluster file, at its dotted key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """What stands at a key, and what to do; a note is no fault."""

    key: str
    said: str
    is_fault: bool = True

    def __str__(self) -> str:
        return f"{self.key}: {self.said}"


def dotted(*path: Any) -> str:
    """Return a path as one key.

    >>> dotted("provider", "worker_ips", 0)
    'provider.worker_ips[0]'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")


def mapping(value: Any, *keys: str) -> Mapping[str, Any]:
    """Return the mapping at ``keys``; an empty one where the file, faulty, has none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: Any, *keys: str) -> list[Any]:
    """Return the list at ``keys``; an empty one where the file, faulty, has none."""
    *above, last = keys
    found = mapping(value, *above).get(last)
    return found if isinstance(found, list) else []


def strings(value: Any, *path: Any) -> Iterator[tuple[str, str]]:
    """Yield (dotted key, text) of every string below ``value``."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from strings(inner, *path, key)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from strings(inner, *path, at)
    elif isinstance(value, str):
        yield dotted(*path), value
