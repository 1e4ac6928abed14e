"""The confusions: which label is taken for which, the most frequent first."""

import numpy as np

from relsearch.report.answers import Answers
from relsearch.report.blocks import Block, Column, Paragraph, Section, Table

SHOWN = 15
COLUMNS = (
    Column("right label"),
    Column("taken for"),
    Column("rows", "number"),
    Column("% of the right label's rows", "bar"),
)


def confusions(answers: Answers) -> Section:
    """Return the most frequent pairs of right and predicted label that differ."""
    return Section("Confusions", [_table(answers)])


def _table(answers: Answers) -> Block:
    counts = answers.scores.confusion.copy()
    support = counts.sum(axis=1)
    np.fill_diagonal(counts, 0)
    order = np.argsort(-counts, axis=None, kind="stable")[:SHOWN]
    pairs = [divmod(int(cell), len(counts)) for cell in order if counts.flat[cell]]
    rows = [
        [answers.labels[gold], answers.labels[said], n, 100 * n / support[gold]]
        for gold, said in pairs
        for n in [int(counts[gold, said])]
    ]
    return Table(COLUMNS, rows) if rows else Paragraph("No row is wrong.")
