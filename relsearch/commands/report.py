"""report: a study as one page, for people."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from relsearch.data import Corpus
from relsearch.report import write_report
from relsearch.study import Study, open_study


@dataclass(frozen=True)
class Report:
    """A study and its page."""

    study: Study
    page: Path


def report(study: str | Path | None = None, *, results: str | Path = "results") -> Report:
    """Write report.html into the folder of a study, the newest if none is named."""
    opened = open_study(study, results=results)
    return Report(opened, write_report(opened))


def try_report(study: Study, corpus: Corpus, *, say: Callable[[str], None]) -> None:
    """Write the page of a search that has ended; a page that fails is said and loses nothing."""
    try:
        write_report(study, corpus)
    except Exception as error:  # whatever a drawing library raises, the search is done
        say(f"no report.html: {error!r}; `relsearch report {study.folder.location}` tries again")
