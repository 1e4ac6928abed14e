"""The history: each trial's score in the order they were asked for, and the best so far."""

from itertools import accumulate
from typing import Any

from plotly import graph_objects

from relsearch.report.blocks import Paragraph, Plot, Section
from relsearch.report.look import COLOURS, figure
from relsearch.report.material import Material
from relsearch.report.words import hover
from relsearch.study import Record

SYMBOLS = {"complete": "circle", "pruned": "circle-open"}


def history(material: Material) -> Section | None:
    """Return scores by trial; None where no trial has a score."""
    records = sorted(material.ranked, key=lambda record: record.number)
    if not records:
        return None
    drawn = figure(xaxis={"title": "trial"}, yaxis={"title": f"{material.metric} on dev"})
    if material.band:
        low, high = material.band.low, material.band.high
        drawn.add_hrect(y0=low, y1=high, fillcolor=COLOURS["best"], opacity=0.12, line_width=0)
    drawn.add_trace(_best_so_far(records))
    for state in SYMBOLS:
        drawn.add_trace(_points([one for one in records if one.state == state], state))
    return Section("Search history", [Plot("history", drawn), Paragraph(_said(material, records))])


def _points(records: list[Record], state: str) -> Any:
    return graph_objects.Scatter(
        x=[record.number for record in records],
        y=[record.score for record in records],
        hovertext=[hover(record) for record in records],
        hovertemplate="%{y:.2f}<br>%{hovertext}<extra></extra>",
        mode="markers",
        name=state,
        marker={"size": 9, "symbol": SYMBOLS[state], "color": COLOURS[state]},
    )


def _best_so_far(records: list[Record]) -> Any:
    return graph_objects.Scatter(
        x=[record.number for record in records],
        y=list(accumulate((record.score or 0 for record in records), max)),
        mode="lines",
        name="best so far",
        hoverinfo="skip",
        line={"shape": "hv", "color": COLOURS["best"], "width": 2},
    )


def _said(material: Material, records: list[Record]) -> str:
    best, last = material.ranked[0].number, max(record.number for record in material.records)
    band = " The band is the interval of its score." if material.band else ""
    return (
        f"The best trial was number {best} of 0 to {last}.{band} A pruned trial stands at the best"
        " score that it had when it was stopped."
    )
