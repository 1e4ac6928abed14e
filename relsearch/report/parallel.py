"""Parallel coordinates: each trial as a line through its settings to its score."""

from collections.abc import Sequence
from typing import Any

from plotly import graph_objects

from relsearch.report.blocks import Plot, Remark, Section
from relsearch.report.dimensions import Dimension, dimensions
from relsearch.report.look import SCALE, figure
from relsearch.report.material import Material
from relsearch.report.words import plain
from relsearch.study import Record

FEWEST = 2  # settings and trials: with one of either there is nothing to follow
WITHOUT = "–"
LETTER = 7  # pixels
REMARK = (
    "Drag along an axis to pick out trials, drag its name to move it. The colour is the score;"
    f" {WITHOUT} means that a trial has no such setting."
)


def parallel(material: Material) -> Section | None:
    """Return every trial with a score as a line; None for too few trials or settings."""
    records = material.ranked[::-1]  # the best are drawn last, on top
    shown = dimensions(material, records)
    if len(shown) < FEWEST or len(records) < FEWEST:
        return None
    scores = [record.score for record in records]
    lines = graph_objects.Parcoords(
        dimensions=[*map(_axis, shown), _score_axis(material.metric, records)],
        line={"color": scores, "colorscale": SCALE, "showscale": False},
        labelfont={"size": 13},
        tickfont={"size": 11},
    )
    left = 24 + LETTER * max(map(len, shown[0].names))  # plotly makes no room by itself
    drawn = figure(margin={"l": left, "r": 60, "t": 60, "b": 24}).add_trace(lines)
    return Section("Trials side by side", [Plot("parallel", drawn, height=420), Remark(REMARK)])


def _axis(dimension: Dimension) -> dict[str, Any]:
    """Return a setting's axis; trials without it meet beneath its lowest value."""
    ticks, names = list(dimension.ticks), [plain(name) for name in dimension.names]
    if None in dimension.places:
        beneath = ticks[0] - (ticks[1] - ticks[0] if len(ticks) > 1 else 1)
        ticks, names = [beneath, *ticks], [WITHOUT, *names]
    return {
        "label": plain(dimension.key),
        "values": [ticks[0] if place is None else place for place in dimension.places],
        "range": [ticks[0], max(ticks[-1], ticks[0] + 1e-9)],
        "tickvals": ticks,
        "ticktext": names,
    }


def _score_axis(metric: str, records: Sequence[Record]) -> dict[str, Any]:
    return {"label": metric, "values": [record.score for record in records]}
