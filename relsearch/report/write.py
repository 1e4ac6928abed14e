"""write_report: the sections that there is material for, as report.html in the study's folder."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from relsearch.data import Corpus
from relsearch.errors import StudyError
from relsearch.files import whole_file
from relsearch.report.answers import Answers
from relsearch.report.blocks import Chapter, Paragraph, Section
from relsearch.report.calibration import calibration
from relsearch.report.classes import classes
from relsearch.report.confusions import confusions
from relsearch.report.curves import curves
from relsearch.report.effects import effects
from relsearch.report.failures import failures
from relsearch.report.history import history
from relsearch.report.importances import importances
from relsearch.report.leaders import leaders
from relsearch.report.material import Material
from relsearch.report.mistakes import mistakes
from relsearch.report.names import names
from relsearch.report.origin import origin
from relsearch.report.page import render
from relsearch.report.parallel import parallel
from relsearch.report.summary import summary
from relsearch.report.together import SHOWN, together
from relsearch.report.words import count
from relsearch.study import Study

Draw = Callable[[Material], Section | None]
SEARCH: tuple[Draw, ...] = (leaders, history, curves)
SETTINGS: tuple[Draw, ...] = (importances, effects, parallel)
ERRORS: tuple[Callable[[Answers], Section], ...] = (classes, confusions, calibration, mistakes)
END: tuple[Draw, ...] = (failures, origin)


def write_report(study: Study, corpus: Corpus | None = None) -> Path:
    """Write report.html, whole or not at all, and return its path; loads no model.

    The corpus is loaded again where it is not given. Where its files are gone, the page says so
    in the place of what needs them.
    """
    material = Material.of(study, corpus)
    html = render(study.folder.name, lead=summary(material), chapters=list(_chapters(material)))
    with whole_file(study.folder.report) as temporary:
        temporary.write_text(html, encoding="utf-8")
    study.folder.mirror.send(study.folder.report)
    return study.folder.report


def _chapters(material: Material) -> Iterator[Chapter]:
    yield _chapter("The search", SEARCH, material)
    yield _chapter("What mattered", SETTINGS, material)
    if material.ranked:
        yield from _of_the_best(material)
    yield _chapter("How it was made", END, material)


def _chapter(title: str, draws: tuple[Draw, ...], material: Material) -> Chapter:
    drawn = (draw(material) for draw in draws)
    return Chapter(title, [section for section in drawn if section is not None])


def _of_the_best(material: Material) -> Iterator[Chapter]:
    """Yield what the stored predictions tell, or why they tell nothing."""
    best = material.ranked[0]
    try:
        answers = material.answers(best)
    except StudyError as error:
        reason = Paragraph(f"They cannot be shown: {error}")
        yield Chapter("Errors", [Section(f"Of trial {best.number}", [reason])])
        return
    title = f"Errors of trial {best.number} on {answers.part}, {count(len(answers.gold), 'row')}"
    yield Chapter(title, [draw(answers) for draw in ERRORS])
    yield _chapter("What it knows by heart", (names,), material)
    section = together(_top(material))
    yield Chapter("The top trials", [section] if section else [])


def _top(material: Material) -> dict[int, Answers]:
    """What the first trials said, without those whose predictions cannot be read."""
    top = {}
    for record in material.ranked[:SHOWN]:
        with suppress(StudyError):
            top[record.number] = material.answers(record)
    return top
