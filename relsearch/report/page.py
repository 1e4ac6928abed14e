"""The page: blocks and chapters as one HTML file that needs no network."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from relsearch.report.blocks import Block, Chapter, Plot
from relsearch.report.look import to_html


def render(title: str, *, lead: Sequence[Block], chapters: Sequence[Chapter]) -> str:
    """Return a page of about 5 MB, nearly all of it plotly.js; every text is escaped."""
    templates = Environment(
        loader=PackageLoader("relsearch.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["drawn"] = to_html
    full = [chapter for chapter in chapters if chapter.sections]
    blocks = [block for one in full for section in one.sections for block in section.blocks]
    plots = any(isinstance(block, Plot) for block in blocks)
    return templates.get_template("page.html").render(
        title=title,
        lead=lead,
        chapters=full,
        plotlyjs=Markup(get_plotlyjs()) if plots else "",
    )
