"""The look of every plot: colours for light and dark paper, and a figure as a piece of HTML.

Letters and lines of the axes take the page's colours, by templates/style.css.
"""

from typing import Any

from markupsafe import Markup
from plotly import graph_objects, io

from relsearch.report.blocks import Plot

COLOURS = {"complete": "#2f6fde", "pruned": "#98a2b3", "best": "#e07b00"}
RANKED = ("#e07b00", "#2f6fde", "#2a9d6f", "#a24bd1", "#c8455c")  # the first trials, by rank
DEGREES = [[0, "#e9eff9"], [1, "#2f6fde"]]  # of one thing, from little to much
SCALE = [[0, "#cfd8e6"], [0.5, "#5b8def"], [1, "#e07b00"]]
CLEAR = "rgba(0,0,0,0)"
MARGIN = {"l": 64, "r": 16, "t": 28, "b": 48}


def figure(**layout: Any) -> Any:
    """Return an empty figure of our look; ``layout`` is plotly's."""
    return dressed(graph_objects.Figure(), **layout)


def dressed(drawn: Any, **layout: Any) -> Any:
    """Give a figure our look, on clear paper, and what ``layout`` says beside it."""
    axis = {"zeroline": False, "showline": False, "automargin": True, "gridcolor": "#8883"}
    drawn.update_xaxes(axis).update_yaxes(axis)
    look = {
        "template": "none",
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": MARGIN,
        "font": {"family": "inherit", "size": 12.5},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        "hoverlabel": {"align": "left"},
    }
    return drawn.update_layout({**look, **layout})


def to_html(plot: Plot) -> Markup:
    """Return the figure's element and the script that fills it; plotly.js stands in the page."""
    html = io.to_html(
        plot.figure,
        full_html=False,
        include_plotlyjs=False,
        default_height=f"{plot.height}px",
        div_id=plot.name,
        config={"displayModeBar": False},
    )
    return Markup(html)
