"""The names: how well the best trial reads rows whose entities training has, and rows of new ones.

Scores are as if every row of the table had dev's label shares, as the optimism under a leaderboard
is, so that they can be compared: a part with more no_relation rows scores lower by itself.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.data import Corpus
from relsearch.data.novelty import novelty
from relsearch.errors import DataError, StudyError
from relsearch.report.blocks import Column, Paragraph, Remark, Section, Table
from relsearch.report.material import Material
from relsearch.study import Predictions
from relsearch.study.rows import Rows
from relsearch.study.yardstick import Yardstick

NEW = ("none", "one", "both")  # of a row's two entities
FEWEST = 50  # rows: the score of fewer is left out
TEXT = (
    "A model can learn a pair's relation by heart. That helps on rows whose entities stand in"
    " train, and nowhere else: look at the rows with new ones, and at how many of them each part"
    " has."
)
REMARK = f"Every score is at dev's label shares; one of fewer than {FEWEST} rows is left out."


def names(material: Material) -> Section | None:
    """Return a row for each part and number of new entities; None where rows are gone."""
    corpus = material.corpus
    if corpus is None or not material.ranked:
        return None
    try:
        rows = list(_rows(material, corpus))
    except StudyError:  # predictions are gone or of other rows; the errors' chapter says which
        return None
    columns = [Column("part"), Column("new entities"), Column("rows", "number")]
    columns += [Column("% of the part", "bar"), Column(material.yardsticks[0].metric, "bar")]
    return Section("Known and new names", [Paragraph(TEXT), Table(columns, rows), Remark(REMARK)])


def _rows(material: Material, corpus: Corpus) -> Iterator[list[Any]]:
    """Yield a line for each number of new entities; an unlabelled test has no scores."""
    scored = {one.part: one for one in material.yardsticks}
    predictions = material.study.predictions(material.ranked[0].number)
    for part in dict.fromkeys([*scored, *(["test"] if corpus.test else [])]):
        new, one = np.array(novelty(corpus, part)), scored.get(part)
        for number, name in enumerate(NEW):
            among = new == number
            score = None if one is None else _score(one, scored["dev"], corpus, predictions, among)
            yield [part, name, int(among.sum()), 100 * float(among.mean()), score]


def _score(
    one: Yardstick,
    dev: Yardstick,
    corpus: Corpus,
    predictions: Predictions,
    among: NDArray[np.bool_],
) -> float | None:
    """Return the score of some of a part's rows; None of too few, or of labels that dev lacks."""
    answers = one.answers(predictions)
    if among.sum() < FEWEST:
        return None
    rows = Rows.of(tuple(compress(getattr(corpus, one.part), among)))
    try:
        return replace(one, rows=rows).score_like(dev, answers[among])
    except DataError:
        return None
