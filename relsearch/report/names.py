"""Known and new names: how well the best trial reads rows whose entities train has, and others."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.data import Corpus
from relsearch.data.novelty import novelty
from relsearch.errors import StudyError
from relsearch.report.answers import Answers
from relsearch.report.blocks import Column, Paragraph, Remark, Section, Table
from relsearch.report.material import Material
from relsearch.study.rows import labelled_parts

NAMES = ("both known", "one new", "both new")  # by how many of a row's entities are new
FEWEST = 50  # rows: the score of fewer is left out
COLUMNS = (
    Column("part"),
    Column("entities"),
    Column("rows", "number"),
    Column("% of the part", "bar"),
    Column("micro_f1", "bar"),
)
TEXT = (
    "A model can learn a pair's relation by heart. That helps on rows whose entities stand in"
    " train, and nowhere else: look at the rows with new ones, and at how many of them each part"
    " has."
)
REMARK = (
    "Compare scores within a part: one with more rows of no relation scores lower by itself. A"
    f" score of fewer than {FEWEST} rows is left out."
)


def names(material: Material) -> Section | None:
    """Return a row for each part and number of new entities; None where the rows are gone.

    Scores are missing where there are no labels, or no stored predictions of the study's rows.
    """
    corpus = material.corpus
    if corpus is None or not material.ranked:
        return None
    rows = list(_rows(material, corpus))
    return Section("Known and new names", [Paragraph(TEXT), Table(COLUMNS, rows), Remark(REMARK)])


def _rows(material: Material, corpus: Corpus) -> Iterator[list[Any]]:
    labelled = labelled_parts(corpus)
    for part in dict.fromkeys([*labelled, *(["test"] if corpus.test else [])]):
        new = np.array(novelty(corpus, part))
        answers = _answers(material, part) if part in labelled else None
        for number, name in enumerate(NAMES):
            chosen = new == number
            score = None if answers is None else _score(answers, chosen)
            yield [part, name, int(chosen.sum()), 100 * float(chosen.mean()), score]


def _answers(material: Material, part: str) -> Answers | None:
    """Return what the best trial said of a labelled part; None where that is not known."""
    with suppress(StudyError):
        return material.answers(material.ranked[0], part)
    return None


def _score(answers: Answers, chosen: NDArray[np.bool_]) -> float | None:
    if chosen.sum() < FEWEST:
        return None
    examples = tuple(compress(answers.examples, chosen))
    these = replace(answers, examples=examples, probabilities=answers.probabilities[chosen])
    return float(these.scores["micro_f1"])
