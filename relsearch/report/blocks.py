"""Blocks: what a page is made of; each kind is drawn by the template that bears its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol


class Block(Protocol):
    """A piece of a section; ``templates/blocks/<kind>.html`` draws it."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class Paragraph:
    """A sentence or two."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Remark:
    """How to read what stands above it, in small print."""

    kind: ClassVar[str] = "remark"
    text: str


@dataclass(frozen=True)
class Tile:
    """One figure in large print, what it is, and what stands beside it."""

    name: str
    value: str
    beside: str = ""


@dataclass(frozen=True)
class Tiles:
    """The figures that a reader looks for first."""

    kind: ClassVar[str] = "tiles"
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class Plot:
    """A plotly figure, ``height`` pixels high; ``name`` is its own on the page."""

    kind: ClassVar[str] = "plot"
    name: str
    figure: Any
    height: int = 340


@dataclass(frozen=True)
class Column:
    """A table's column: text to the left, numbers to the right, bars for shares of 0-100."""

    name: str
    form: Literal["text", "number", "bar"] = "text"


@dataclass(frozen=True)
class Table:
    """Rows of one value a column; None leaves a cell empty."""

    kind: ClassVar[str] = "table"
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Section:
    """A heading and what stands beneath it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Chapter:
    """Sections that belong together, under a title of their own."""

    title: str
    sections: Sequence[Section]
