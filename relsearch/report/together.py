"""Together: how far the top trials agree, and what a vote of them could reach at most."""

import numpy as np
from numpy.typing import NDArray
from plotly import graph_objects

from relsearch.report.answers import Answers
from relsearch.report.blocks import Paragraph, Plot, Remark, Section
from relsearch.report.look import DEGREES, figure
from relsearch.training.agreement import agreement

SHOWN = 5  # as many as `relsearch ensemble` takes by itself
REMARK = (
    "Members that agree less have more to tell one another, if they are about equally good:"
    " `relsearch ensemble` lets them vote."
)


def together(top: dict[int, Answers]) -> Section | None:
    """Return the agreement of trials (number -> answers, best first); None for fewer than two."""
    if len(top) < 2:
        return None
    first = next(iter(top.values()))
    found = agreement(np.stack([one.probabilities for one in top.values()]), first.gold_ids)
    right = np.stack([one.right for one in top.values()])  # (trials, n)
    text = f"{_said(right, first.part)} {_errors(found.wrong_together)}"
    drawn = _heatmap([f"trial {number}" for number in top], found.same)
    plot = Plot("together", drawn, height=110 + 36 * len(top))
    return Section("Agreement of the top trials", [Paragraph(text), plot, Remark(REMARK)])


def _said(right: NDArray[np.bool_], part: str) -> str:
    every, some = 100 * right.all(axis=0).mean(), 100 * right.any(axis=0).mean()
    return (
        f"On {part}, all {len(right)} best trials are right in {every:.1f} % of rows and at least"
        f" one is in {some:.1f} %: between the two lies what voting can win. The best alone is"
        f" right in {100 * right[0].mean():.1f} %."
    )


def _errors(wrong_together: NDArray[np.float64] | None) -> str:
    if wrong_together is None:
        return ""
    pairs = wrong_together[np.triu_indices(len(wrong_together), k=1)]
    return f"Where one of two trials is wrong, both are in {100 * pairs.mean():.0f} %."


def _heatmap(names: list[str], same: NDArray[np.float64]) -> graph_objects.Figure:
    shown = np.where(np.eye(len(same)) > 0, np.nan, 100 * same)
    table = graph_objects.Heatmap(
        x=names,
        y=names,
        z=shown,
        texttemplate="%{z:.1f}",
        hovertemplate="%{y} and %{x} say the same in %{z:.1f} % of rows<extra></extra>",
        colorscale=DEGREES,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    drawn = figure().add_trace(table)
    drawn.update_xaxes(showgrid=False)
    drawn.update_yaxes(showgrid=False, autorange="reversed")
    return drawn
