"""The learning curves: every trial's score at each evaluation; pruned ones dimmed."""

from collections.abc import Iterable, Sequence
from typing import Any

from plotly import graph_objects

from relsearch.report.blocks import Plot, Remark, Section
from relsearch.report.look import COLOURS, RANKED, figure
from relsearch.report.material import Material
from relsearch.report.words import hover
from relsearch.study import Record

OPACITY = {"pruned": 0.45, "complete": 0.6}
REMARK = (
    "One line a trial, on dev; the best ones by name. Lines that break off were pruned. A trial"
    " counts, and is kept, as it was at its highest point."
)


def curves(material: Material) -> Section | None:
    """Return scores by epoch; None where no trial has a score."""
    if not material.ranked:
        return None
    top, rest = material.ranked[: len(RANKED)], material.ranked[len(RANKED) :]
    longest = max(record.epochs_run for record in material.ranked)
    epochs = {"title": "epoch", "dtick": max(1, round(longest / 10)), "rangemode": "tozero"}
    drawn = figure(xaxis=epochs, yaxis={"title": f"{material.metric} on dev"})
    for state in OPACITY:
        drawn.add_trace(_together([one for one in rest if one.state == state], state))
    for record, colour in zip(top, RANKED, strict=False):
        drawn.add_trace(_alone(record, colour))
    return Section("Learning curves", [Plot("curves", drawn, height=380), Remark(REMARK)])


def _together(records: Sequence[Record], state: str) -> Any:
    """All curves of a state as one trace, with gaps between them: fast and small for hundreds."""
    return graph_objects.Scatter(
        x=_gapped([one.epoch for one in record.evaluations] for record in records),
        y=_gapped([one.score for one in record.evaluations] for record in records),
        hovertext=_gapped(
            [f"trial {record.number}"] * len(record.evaluations) for record in records
        ),
        hovertemplate="%{y:.2f}<br>%{hovertext}<extra></extra>",
        mode="lines+markers",
        name=f"other {state}",
        opacity=OPACITY[state],
        line={"color": COLOURS[state], "width": 1},
        marker={"size": 4},
        showlegend=bool(records),
    )


def _gapped(runs: Iterable[list[Any]]) -> list[Any]:
    return [value for run in runs for value in [*run, None]]


def _alone(record: Record, colour: str) -> Any:
    pruned = record.state == "pruned"
    return graph_objects.Scatter(
        x=[one.epoch for one in record.evaluations],
        y=[one.score for one in record.evaluations],
        hovertext=hover(record),
        hovertemplate="%{y:.2f}<br>%{hovertext}<extra></extra>",
        mode="lines+markers",
        name=f"trial {record.number}" + (" (pruned)" if pruned else ""),
        line={"color": colour, "width": 2, "dash": "dot" if pruned else "solid"},
        marker={"size": 6},
    )
