"""Known and new names: how well the best trial reads rows whose entities train has, and others."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.data import Corpus
from relsearch.data.novelty import novelty
from relsearch.errors import StudyError
from relsearch.report.blocks import Column, Paragraph, Remark, Section, Table
from relsearch.report.material import Material
from relsearch.study import Predictions
from relsearch.study.rows import Rows
from relsearch.study.yardstick import Yardstick
from relsearch.training.metrics import Floats, score

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
    labelled = {yardstick.part: yardstick for yardstick in material.yardsticks}
    for part in dict.fromkeys([*labelled, *(["test"] if corpus.test else [])]):
        new = np.array(novelty(corpus, part))
        answers = _answers(material, labelled.get(part))
        for number, name in enumerate(NAMES):
            chosen = new == number
            found = None if answers is None else _score(corpus, part, answers, chosen)
            yield [part, name, int(chosen.sum()), 100 * float(chosen.mean()), found]


def _answers(material: Material, yardstick: Yardstick | None) -> Floats | None:
    """Return what the best trial said of a labelled part; None where that is not known."""
    if yardstick is None:
        return None
    with suppress(StudyError):
        predictions: Predictions = material.study.predictions(material.ranked[0].number)
        return yardstick.answers(predictions)
    return None


def _score(corpus: Corpus, part: str, answers: Floats, chosen: NDArray[np.bool_]) -> float | None:
    if chosen.sum() < FEWEST:
        return None
    gold = Rows.of(tuple(compress(getattr(corpus, part), chosen))).gold or ()
    label_set: dict[str, Any] = {"labels": corpus.labels, "no_relation": corpus.no_relation}
    return float(score(gold, answers[chosen], **label_set)["micro_f1"])
