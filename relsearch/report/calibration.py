"""The calibration: how often the trial is right when it says how sure it is."""

import numpy as np
from plotly import graph_objects

from relsearch.report.answers import Answers
from relsearch.report.blocks import Paragraph, Plot, Section
from relsearch.report.look import COLOURS, figure

BINS = 10


def calibration(answers: Answers) -> Section:
    """Return the reliability curve of the predicted label's probability."""
    rows, sure, right = _bins(answers)
    error = 100 * float((rows * np.abs(right - sure)).sum() / rows.sum())
    drawn = figure(
        xaxis={"title": "probability of the predicted label", "range": [0, 1]},
        yaxis={"title": "share of rows that are right", "range": [0, 1.02]},
        showlegend=False,
    )
    line = {"color": COLOURS["pruned"], "dash": "dot", "width": 1}
    drawn.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line=line)
    drawn.add_trace(
        graph_objects.Scatter(
            x=sure,
            y=right,
            customdata=rows,
            hovertemplate="%{customdata:,} rows: says %{x:.2f}, right in %{y:.2f}<extra></extra>",
            mode="lines+markers",
            line={"color": COLOURS["complete"]},
            marker={"size": 6 + 30 * np.sqrt(rows / rows.sum())},
        )
    )
    return Section("Calibration", [Plot("calibration", drawn), Paragraph(_said(answers, error))])


def _bins(answers: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the rows, mean probability and share right of each tenth that holds a row."""
    bins = np.minimum((answers.confidence * BINS).astype(int), BINS - 1)
    rows = np.bincount(bins, minlength=BINS)
    sure = np.bincount(bins, answers.confidence, minlength=BINS)
    right = np.bincount(bins, answers.right, minlength=BINS)
    held = rows > 0
    return rows[held], sure[held] / rows[held], right[held] / rows[held]


def _said(answers: Answers, error: float) -> str:
    sure, right = 100 * answers.confidence.mean(), 100 * answers.right.mean()
    lean = "surer than it is right" if sure > right else "less sure than it is right"
    return (
        f"On average the trial gives its label {sure:.1f} % and is right in {right:.1f} % of rows:"
        f" {lean}. The expected calibration error is {error:.1f} points. Larger points hold more"
        " rows; above the dotted line the trial is too modest, below it too sure."
    )
