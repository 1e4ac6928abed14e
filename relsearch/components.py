"""A row in a table of components: what it is, which options it reads, where its code is.

Tables (FORMATS, HEADS, LOSSES, READERS, ...) are plain dicts of name -> row. They import nothing
heavy, so a search file is checked without torch; the implementation is imported when first built.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from relsearch.errors import ConfigError, did_you_mean

Row = TypeVar("Row")


@dataclass(frozen=True)
class Component:
    """One row: ``implementation`` is ``"package.module:name"``, ``options`` the keys it reads."""

    implementation: str
    summary: str
    options: tuple[str, ...] = ()

    def load(self) -> Any:
        """Import and return the implementation."""
        return load(self.implementation)


def load(implementation: str) -> Any:
    """Import what ``"package.module:name"`` names."""
    module, _, name = implementation.partition(":")
    return getattr(import_module(module), name)


def look_up(table: Mapping[str, Row], name: str, *, kind: str) -> Row:
    """Return the row called ``name``; ConfigError with the nearest name when there is none."""
    if name not in table:
        raise ConfigError(f"unknown {kind} {name!r}{did_you_mean(name, table)}")
    return table[name]
