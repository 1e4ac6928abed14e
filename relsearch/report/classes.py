"""The classes: precision, recall and F1 of each label, and of relation against none."""

from typing import Any

import numpy as np

from relsearch.report.answers import Answers
from relsearch.report.blocks import Block, Column, Paragraph, Remark, Section, Table
from relsearch.report.words import count

FIGURES = ("precision", "recall", "f1", "auprc")


def classes(answers: Answers) -> Section:
    """Return what is said of no_relation, and a row a label, the most frequent first."""
    columns = [Column("label"), Column("rows", "number"), Column("predicted", "number")]
    columns += [Column(name, "bar") for name in FIGURES]
    table = Table(columns, _rows(answers))
    return Section("Each label", [*_relation_or_not(answers), table, *_absent(answers)])


def _rows(answers: Answers) -> list[list[Any]]:
    """One row for each label that a row has or that is predicted."""
    support, predicted = (answers.scores.confusion.sum(axis=axis) for axis in (1, 0))
    return [
        [label, int(support[number]), int(predicted[number]), *(found[name] for name in FIGURES)]
        for number in np.argsort(-support, kind="stable")
        if support[number] or predicted[number]
        for label in [answers.labels[number]]
        for found in [answers.scores.per_class[label]]
    ]


def _relation_or_not(answers: Answers) -> list[Block]:
    """The three ways to be wrong, where a label means that there is no relation."""
    none = answers.no_relation
    if none is None:
        return []
    leave_out = answers.labels.index(none)
    is_none, said_none = answers.gold_ids == leave_out, answers.said == leave_out
    wrong = int((~answers.right).sum())
    missed, claimed = int((~is_none & said_none).sum()), int((is_none & ~said_none).sum())
    scores = answers.scores
    return [
        Paragraph(
            f"Of {count(wrong, 'wrong row')}, {missed:,} are missed (a relation taken for {none}),"
            f" {claimed:,} are false alarms ({none} taken for a relation) and"
            f" {wrong - missed - claimed:,} are one relation taken for another. The precision of"
            f" {none} is {scores.no_relation_precision:.1f}, its recall"
            f" {scores.no_relation_recall:.1f}."
        )
    ]


def _absent(answers: Answers) -> list[Block]:
    absent = answers.scores.absent
    if not absent:
        return []
    return [Remark(f"No row has the label {', '.join(absent)}; in auprc each counts as 50.")]
