"""The scores of a prediction: micro F1, AUPRC, accuracy and the figures of each class, on 0-100.

Definitions are the KLUE benchmark's (Park et al. 2021) as scikit-learn computes them. A score is
taken once over all rows, so it cannot depend on the batch size of an evaluation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.errors import DataError, did_you_mean

Floats = NDArray[np.floating[Any]]
Ids = NDArray[np.int64]

FIGURES = (
    "micro_f1",
    "auprc",
    "accuracy",
    "no_relation_precision",
    "no_relation_recall",
    "per_class",
    "absent",
    "confusion",
)


def score(
    gold: Sequence[str], probabilities: Any, *, labels: Sequence[str], no_relation: str | None
) -> "Scores":
    """Score ``probabilities`` (n rows x labels, softmax) against the ``gold`` label names.

    ``labels`` names the columns; ``no_relation`` is left out of micro F1 and may be None.
    Raises DataError when the two do not fit together or the rows are not probabilities.
    """
    gold_ids, probabilities = check_rows(gold, probabilities, labels=labels)
    ones = np.ones((len(gold_ids), 1))
    return Scores(
        labels=tuple(labels),
        no_relation=no_relation,
        confusion=confusion_matrix(gold_ids, probabilities),
        class_auprc=precision_recall_areas(gold_ids, probabilities, weights=ones)[0] * 100,
    )


@dataclass(frozen=True, eq=False)
class Scores(Mapping[str, Any]):
    """What ``score`` returns: every figure of FIGURES as a key and as an attribute.

    ``confusion[i, j]`` counts the rows of gold label i predicted as j; ``class_auprc`` holds one
    area a label. ``absent`` names the labels that no gold row has: their area is 0.5, which is
    what the benchmark's code under today's scikit-learn gives them.
    """

    labels: tuple[str, ...]
    no_relation: str | None
    confusion: NDArray[np.int64]  # (labels, labels)
    class_auprc: Floats  # (labels,)

    @cached_property
    def micro_f1(self) -> float:
        """Micro F1 over every label but no_relation; 0 when nothing is predicted."""
        return micro_f1(self.confusion, leave_out=self._no_relation_id)

    @cached_property
    def auprc(self) -> float:
        """The mean area under the precision-recall curve of all labels, no_relation with them."""
        return float(self.class_auprc.mean())

    @cached_property
    def accuracy(self) -> float:
        """The share of rows whose most probable label is the gold one."""
        return 100 * _ratio(np.trace(self.confusion), self.confusion.sum())

    @cached_property
    def absent(self) -> tuple[str, ...]:
        """The labels that no gold row has."""
        rows = zip(self.labels, self.confusion.sum(axis=1), strict=True)
        return tuple(label for label, support in rows if not support)

    @cached_property
    def per_class(self) -> dict[str, dict[str, float]]:
        """Precision, recall, f1, support and auprc of each label."""
        return {label: self._class_figures(number) for number, label in enumerate(self.labels)}

    @property
    def no_relation_precision(self) -> float | None:
        """The precision of no_relation, None for a label set without it."""
        return self.per_class[self.no_relation]["precision"] if self.no_relation else None

    @property
    def no_relation_recall(self) -> float | None:
        """The recall of no_relation, None for a label set without it."""
        return self.per_class[self.no_relation]["recall"] if self.no_relation else None

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain numbers, lists and dicts, fit for JSON."""
        plain = {"absent": list(self.absent), "confusion": self.confusion.tolist()}
        return {**self, **plain, "labels": list(self.labels)}

    def _class_figures(self, number: int) -> dict[str, float]:
        hits = self.confusion[number, number]
        support, predicted = self.confusion[number].sum(), self.confusion[:, number].sum()
        return {
            "precision": 100 * _ratio(hits, predicted),
            "recall": 100 * _ratio(hits, support),
            "f1": 100 * _ratio(2 * hits, support + predicted),
            "support": int(support),
            "auprc": float(self.class_auprc[number]),
        }

    @property
    def _no_relation_id(self) -> int | None:
        return None if self.no_relation is None else self.labels.index(self.no_relation)

    def __getitem__(self, figure: str) -> Any:
        if figure not in FIGURES:
            raise KeyError(figure)
        return getattr(self, figure)

    def __iter__(self) -> Iterator[str]:
        return iter(FIGURES)

    def __len__(self) -> int:
        return len(FIGURES)


def check_rows(
    gold: Sequence[str], probabilities: Any, *, labels: Sequence[str]
) -> tuple[Ids, Floats]:
    """Return the gold labels as ids and the probabilities as an array; DataError on a misfit."""
    probabilities = np.asarray(probabilities)
    if not len(gold) or probabilities.shape != (len(gold), len(labels)):
        raise DataError(
            f"cannot score: {len(gold)} gold labels and {len(labels)} label names need "
            f"probabilities of shape ({len(gold)}, {len(labels)}) with at least one row, "
            f"but got {probabilities.shape}"
        )
    if not np.allclose(probabilities.sum(axis=1), 1, atol=1e-2) or (probabilities < 0).any():
        raise DataError(
            "cannot score: every row of probabilities must be a softmax (no negative entry, "
            "sum 1); these look like logits, weights or NaN"
        )
    return label_ids(gold, labels), probabilities


def label_ids(gold: Sequence[str], labels: Sequence[str]) -> Ids:
    """Return the position of each gold label in ``labels``; DataError on an unknown one."""
    number_of = {label: number for number, label in enumerate(labels)}
    for row, label in enumerate(gold):
        if label not in number_of:
            raise DataError(
                f"cannot score: row {row} has the gold label {label!r}, which is not among the "
                f"{len(labels)} labels{did_you_mean(label, labels)}"
            )
    return np.array([number_of[label] for label in gold], dtype=np.int64)


def confusion_matrix(gold_ids: Ids, probabilities: Floats, weights: Any = None) -> NDArray[Any]:
    """Count (or sum the ``weights`` of) the rows of each gold and predicted label."""
    count = probabilities.shape[1]
    cells = gold_ids * count + probabilities.argmax(axis=1)
    return np.bincount(cells, weights, minlength=count * count).reshape(count, count)


def micro_f1(confusion: NDArray[Any], *, leave_out: int | None) -> float:
    """Return the micro F1 (0-100) of a confusion matrix over all labels but ``leave_out``."""
    hits, support, predicted = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    keep = np.arange(len(confusion)) != (-1 if leave_out is None else leave_out)
    return 100 * _ratio(2 * hits[keep].sum(), (support + predicted)[keep].sum())


def precision_recall_areas(gold_ids: Ids, probabilities: Floats, *, weights: Floats) -> Floats:
    """Return the area (0-1) under each label's precision-recall curve, by the trapezoid rule.

    ``weights`` (n, repeats) weighs every row in each repeat; the result is (repeats, labels).
    """
    columns = (
        _area(gold_ids == label, probabilities[:, label], weights)
        for label in range(probabilities.shape[1])
    )
    return np.stack(list(columns), axis=1)


def _area(positive: NDArray[np.bool_], probability: Floats, weights: Floats) -> Floats:
    """Return the area of one label in each repeat: (repeats,); 0.5 without a positive row."""
    order = np.argsort(-probability, kind="stable")
    points = _curve_points(positive[order], probability[order])
    if not len(points):
        return np.full(weights.shape[1], 0.5)
    order = order[: points[-1] + 1]
    taken = _sums_up_to(points, weights[order])  # (points, repeats)
    hits = _sums_up_to(points, weights[order] * positive[order, None])
    # A threshold above which a repeat has no row is no point of its curve: it repeats the start.
    precision = np.divide(hits, taken, out=np.ones_like(hits), where=taken > 0)
    recall = np.divide(hits, hits[-1], out=np.zeros_like(hits), where=hits[-1] > 0)
    start = np.ones((1, weights.shape[1]))
    area = np.trapezoid(np.vstack([start, precision]), np.vstack([0 * start, recall]), axis=0)
    return np.where(hits[-1] > 0, area, 0.5)


def _curve_points(positive: NDArray[np.bool_], probability: Floats) -> Ids:
    """Return the last row of each threshold at which, or right after which, recall rises.

    Rows come by falling probability; rows of equal probability share one threshold. The other
    thresholds lie on vertical lines of the curve and enclose no area.
    """
    ends = np.append(np.flatnonzero(np.diff(probability)), len(probability) - 1)
    rises = np.diff(np.cumsum(positive)[ends], prepend=0) > 0
    return np.asarray(ends[rises | np.append(rises[1:], False)])


def _sums_up_to(points: Ids, values: Floats) -> Floats:
    """Return the column sums of ``values`` up to and with each point: (points, columns)."""
    return np.cumsum(np.add.reduceat(values, np.append(0, points[:-1] + 1), axis=0), axis=0)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
