"""draw_rows: a description of data as a page, its figures as plots and tables."""

from collections.abc import Sequence
from typing import Any

from plotly import graph_objects

from relsearch.data.description import Description, Records, counts
from relsearch.report.blocks import (
    Block,
    Chapter,
    Column,
    Plot,
    Remark,
    Section,
    Table,
    Tile,
    Tiles,
)
from relsearch.report.look import RANKED, SCALE, figure
from relsearch.report.page import render
from relsearch.report.words import plain

PIXELS_PER_BAR = 16
CHAPTERS = {
    "Labels": ("Labels", "Label shift from the first part"),
    "Sources and types": (
        "Sources",
        "Subject types",
        "Object types",
        "Type pairs, subject by object",
    ),
    "Lengths": ("Lengths", "Rows cut by max_length", "Entities with an unknown piece, %"),
    "The same twice": ("Duplicates", "Shared by two parts"),
}
REMARKS = {
    "Label shift from the first part": "distance: the per cent of rows whose label would have to be"
    " another for both parts to have the same distribution.",
    "Lengths": "needed: tokens that cannot be cut, the entities with what lies between them, and"
    " the prompt.",
    "Rows cut by max_length": "cut: longer than max_length, so that words at the sentence's ends"
    " are left out. unfit: both entities cannot stay.",
    "Duplicates": "Duplicates have the same sentence, subject span and object span;"
    " contradictions are duplicates with different labels.",
}


def draw_rows(description: Description, *, title: str) -> str:
    """Return the page as HTML that needs no network."""
    sizes = description.frame["part"].value_counts(sort=False)
    lead = Tiles([Tile(str(part), f"{size:,}", "rows") for part, size in sizes.items()])
    chapters = [
        Chapter(
            name, [_section(title, description) for title in titles if title in description.tables]
        )
        for name, titles in CHAPTERS.items()
    ]
    return render(title, lead=[lead], chapters=chapters)


def _section(title: str, description: Description) -> Section:
    """A plot where there is one for this figure, its table, and how to read it."""
    blocks: list[Block] = list(PLOTS[title](description)) if title in PLOTS else []
    blocks.append(_table(description.tables[title]))
    blocks += [Remark(REMARKS[title])] if title in REMARKS else []
    return Section(title, blocks)


def _table(rows: Records) -> Table:
    columns = [
        Column(name, "text" if isinstance(value, str) else "number")
        for name, value in rows[0].items()
    ]
    return Table(columns, [list(row.values()) for row in rows])


def _bars(column: str) -> Any:
    """Return a drawer of each part's shares of a column's values."""

    def draw(description: Description) -> Sequence[Plot]:
        table = counts(description.frame, column)
        shares = 100 * table / table.sum()
        drawn = figure(barmode="group", xaxis_title="% of rows", yaxis_autorange="reversed")
        for part, colour in zip(shares, RANKED, strict=False):
            names = [plain(name) for name in shares.index]
            bar = graph_objects.Bar(
                x=shares[part], y=names, name=plain(part), orientation="h", marker_color=colour
            )
            drawn.add_trace(bar)
        height = 120 + PIXELS_PER_BAR * shares.size
        return [Plot(f"bars-{column}", drawn, height)]

    return draw


def _heat(description: Description) -> Sequence[Plot]:
    """How many rows have each pair of types."""
    rows = description.tables["Type pairs, subject by object"]
    types = [name for name in rows[0] if name != "subject"]
    heat = graph_objects.Heatmap(
        x=types,
        y=[row["subject"] for row in rows],
        z=[[row[name] for name in types] for row in rows],
        texttemplate="%{z:,}",
        colorscale=SCALE,
        showscale=False,
    )
    drawn = figure(xaxis_title="object", yaxis_title="subject").add_trace(heat)
    return [Plot("type-pairs", drawn)]


def _histograms(description: Description) -> Sequence[Plot]:
    """How many rows have each length, in characters and, if measured, tokens."""
    frame = description.frame
    plots = []
    for unit in [unit for unit in ("characters", "tokens") if unit in frame]:
        drawn = figure(barmode="overlay", xaxis_title=unit, yaxis_title="% of rows")
        for (part, rows), colour in zip(frame.groupby("part", observed=True), RANKED, strict=False):
            drawn.add_trace(_histogram(rows[unit], plain(part), colour))
        for longest in description.max_lengths if unit == "tokens" else ():
            drawn.add_vline(longest, line_dash="dot", annotation_text=str(longest))
        plots.append(Plot(f"lengths-{unit}", drawn))
    return plots


def _histogram(values: Any, name: str, colour: str) -> Any:
    """Count here, not in the page, which would else hold every row."""
    share = 100 * values.value_counts(normalize=True).sort_index()
    return graph_objects.Bar(
        x=share.index.to_numpy(), y=share.to_numpy(), name=name, marker_color=colour, opacity=0.6
    )


PLOTS: dict[str, Any] = {
    "Labels": _bars("label"),
    "Sources": _bars("source"),
    "Subject types": _bars("subject"),
    "Object types": _bars("object"),
    "Type pairs, subject by object": _heat,
    "Lengths": _histograms,
}
