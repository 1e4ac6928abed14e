"""The effects: what trials with each value of a setting scored."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from plotly import graph_objects
from plotly.subplots import make_subplots

from relsearch.report.blocks import Plot, Remark, Section
from relsearch.report.dimensions import Dimension, dimensions
from relsearch.report.look import COLOURS, dressed
from relsearch.report.material import Material
from relsearch.report.words import plain
from relsearch.study import Record

ABREAST = 2
ROW, GAP = 150, 50  # pixels
SYMBOLS = {"complete": "circle", "pruned": "circle-open"}
REMARK = (
    "Each point is a trial, pruned ones hollow; a bar is the median of the complete trials with"
    " that value. The sampler tries good values more often and in good company, so this is no"
    " comparison of equals: small differences, and values with few points, say little."
)


def effects(material: Material) -> Section | None:
    """Return one plot a setting; None where trials differ in none."""
    records = material.ranked
    shown = dimensions(material, records)
    if not shown:
        return None
    rows = -(-len(shown) // ABREAST)
    height = 70 + rows * (ROW + GAP)
    names = [plain(dimension.key) for dimension in shown]
    drawn = make_subplots(
        rows, ABREAST, subplot_titles=names, shared_xaxes="all", vertical_spacing=GAP / height
    )
    for place, dimension in enumerate(shown):
        at = {"row": place // ABREAST + 1, "col": place % ABREAST + 1}
        for trace in _traces(dimension, records):
            drawn.add_trace(trace, **at)
        ends = [dimension.ticks[0] - dimension.room, dimension.ticks[-1] + dimension.room]
        ticks = {"tickvals": dimension.ticks, "ticktext": _ticks(dimension), "range": ends}
        drawn.update_yaxes(ticks, **at)
    drawn.update_xaxes(title=f"{material.metric} on dev", row=rows)
    dressed(drawn, showlegend=False)
    return Section("Effect of each setting", [Plot("effects", drawn, height), Remark(REMARK)])


def _traces(dimension: Dimension, records: Sequence[Record]) -> list[Any]:
    traces = [_points(dimension, records, state) for state in SYMBOLS]
    return traces if dimension.ordered else [*traces, _medians(dimension, records)]


def _points(dimension: Dimension, records: Sequence[Record], state: str) -> Any:
    shown = [
        (record, place)
        for record, place in zip(records, _spread(dimension), strict=True)
        if record.state == state and place is not None
    ]
    return graph_objects.Scatter(
        x=[record.score for record, _ in shown],
        y=[place for _, place in shown],
        hovertext=[f"trial {record.number}" for record, _ in shown],
        hovertemplate="%{x:.2f}<br>%{hovertext}<extra></extra>",
        mode="markers",
        marker={"size": 7, "symbol": SYMBOLS[state], "color": COLOURS[state], "opacity": 0.8},
    )


def _spread(dimension: Dimension) -> list[float | None]:
    """Move trials of the same choice a little apart, so that each can be seen."""
    if dimension.ordered:
        return list(dimension.places)
    return [
        None if place is None else place + ((number * 0.618) % 1 - 0.5) * 0.4
        for number, place in enumerate(dimension.places)
    ]


def _medians(dimension: Dimension, records: Sequence[Record]) -> Any:
    scores = {tick: _complete(dimension, records, tick) for tick in dimension.ticks}
    found = {tick: median(of) for tick, of in scores.items() if of}
    line = {"color": COLOURS["best"], "width": 3}
    return graph_objects.Scatter(
        x=list(found.values()),
        y=list(found),
        hovertemplate="median %{x:.2f}<extra></extra>",
        mode="markers",
        marker={"symbol": "line-ns", "size": 20, "line": line},
    )


def _complete(dimension: Dimension, records: Sequence[Record], tick: float) -> list[float]:
    return [
        record.score or 0
        for record, place in zip(records, dimension.places, strict=True)
        if place == tick and record.state == "complete"
    ]


def _ticks(dimension: Dimension) -> list[str]:
    """A choice's ticks also count the trials that took it."""
    if dimension.ordered:
        return list(dimension.names)
    counts = [dimension.places.count(tick) for tick in dimension.ticks]
    return [f"{plain(name)} ({n})" for name, n in zip(dimension.names, counts, strict=True)]
