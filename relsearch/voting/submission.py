"""Submissions: predictions in the form that the competitions take."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.data.labels import KNOWN_ORDERS
from relsearch.data.readers import READERS
from relsearch.files import whole_file
from relsearch.voting.vote import Vote


def write_submission(
    path: Path,
    vote: Vote,
    *,
    ids: Sequence[str],
    labels: Sequence[str],
    reader: str,
) -> None:
    """Write ``id,pred_label,probs``, a row for each of ``ids`` in their order.

    ``probs`` is a list literal in competition order where the label set is a competition's, else
    in the order of ``labels``. Rows of the ``reader`` of the 2021 task get its one column.
    """
    predicted = [labels[number] for number in vote.labels]
    header: tuple[str, ...] = ("pred_label",)
    rows: Iterable[tuple[Any, ...]] = zip(predicted, strict=True)
    if not READERS[reader].label_only:
        header = ("id", "pred_label", "probs")
        rows = zip(ids, predicted, _literals(vote.probabilities, labels), strict=True)
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def submission_order(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the order in which a submission writes the labels' probabilities."""
    known = (order for order in KNOWN_ORDERS if set(order) == set(labels))
    return next(known, tuple(labels))


def _literals(probabilities: NDArray[np.float64], labels: Sequence[str]) -> Iterator[str]:
    """Yield each row as a list literal, whole: rounding would make ties that AUPRC can see."""
    columns = [list(labels).index(label) for label in submission_order(labels)]
    ordered = probabilities[:, columns]
    for row in ordered / ordered.sum(axis=1, keepdims=True):
        yield str(row.tolist())
