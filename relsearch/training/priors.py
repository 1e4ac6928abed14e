"""Label priors: micro F1 as it would be under another label distribution, and its estimate.

The validation rows of KLUE-RE hold half as many no_relation rows as its test rows, so plain
validation flatters a model by a dozen points. Weighing each row by (target prior / validation
prior) of its gold label removes most of that gap.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from relsearch.config.study import PriorFile, SearchConfig
from relsearch.data import read_examples
from relsearch.errors import DataError, did_you_mean
from relsearch.training.metrics import (
    Floats,
    Ids,
    check_rows,
    confusion_matrix,
    micro_f1,
    score,
)

Prior = Mapping[str, float]


def prior_of(gold: Sequence[str]) -> dict[str, float]:
    """Return the share of each label.

    >>> prior_of(["a", "b", "a", "a"])
    {'a': 0.75, 'b': 0.25}
    """
    names, counts = np.unique(np.asarray(gold), return_counts=True)
    return {str(name): float(count / len(gold)) for name, count in zip(names, counts, strict=True)}


def target_prior(search: SearchConfig, *, reader: str) -> Prior | Literal["em"] | None:
    """Return the prior that `search.prior` names, counted from its file where it names one.

    None where the metric weighs nothing. Raises DataError for a file that cannot be read.
    """
    if search.metric != "prior_weighted_micro_f1":
        return None
    if not isinstance(search.prior, PriorFile):
        return search.prior
    rows = read_examples(search.prior.file, reader=reader).examples
    return prior_of([str(row.label) for row in rows if row.label is not None])


def prior_weighted_micro_f1(
    gold: Sequence[str],
    probabilities: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
    prior: Prior,
) -> float:
    """Return the micro F1 (0-100) that these rows promise where labels follow ``prior``."""
    gold_ids, probabilities = check_rows(gold, probabilities, labels=labels)
    weights = row_weights(gold_ids, labels=labels, prior=prior)
    leave_out = None if no_relation is None else list(labels).index(no_relation)
    return micro_f1(confusion_matrix(gold_ids, probabilities, weights), leave_out=leave_out)


def figure(
    metric: str,
    gold: Sequence[str],
    probabilities: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
    prior: Prior | None = None,
) -> float:
    """Return one score (0-100) by the name that a search file gives it."""
    if metric == "prior_weighted_micro_f1":
        return prior_weighted_micro_f1(
            gold, probabilities, labels=labels, no_relation=no_relation, prior=prior or {}
        )
    return float(score(gold, probabilities, labels=labels, no_relation=no_relation)[metric])


def row_weights(gold_ids: Ids, *, labels: Sequence[str], prior: Prior) -> Floats:
    """Return (target prior / share among these rows) of each row's gold label, of mean 1."""
    target = _as_array(prior, labels)
    here = np.bincount(gold_ids, minlength=len(labels)) / len(gold_ids)
    weights = (target / np.where(here > 0, here, 1))[gold_ids]
    if not weights.sum():
        raise DataError("the prior gives no weight to any label of the validation rows")
    return np.asarray(weights / weights.mean())


def estimate_prior(
    prior: Prior,
    answers: Any,
    unlabelled: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
) -> dict[str, float]:
    """Estimate the label prior of ``unlabelled`` rows from a model's probabilities on them.

    ``prior`` holds the label shares of labelled rows, ``answers`` the model's probabilities there,
    both (rows, labels). Only the share of ``no_relation`` is estimated, the other labels keep their
    proportions: a model of middling skill tells too little of thirty shares, and the estimate of
    all ends at a few rare ones. Without a ``no_relation`` every label has its own.

    Expectation-maximisation of Saerens, Latinne and Decaestecker (2002), from what the model says
    of labelled rows on average rather than from their shares: where the two differ it is the model
    that errs, and it errs alike on the others.
    """
    groups = _groups(labels, no_relation)  # (labels, groups)
    source = np.asarray(answers, np.float64).mean(axis=0) @ groups
    found = _expectation_maximisation(source, np.asarray(unlabelled, np.float64) @ groups)
    ratio = np.divide(found, source, out=np.zeros_like(found), where=source > 0)
    shares = _as_array(prior, labels) * (groups @ ratio)
    return dict(zip(labels, (shares / shares.sum()).tolist(), strict=True))


def _groups(labels: Sequence[str], no_relation: str | None) -> Floats:
    """Mark the group of each label, (labels, groups): no_relation or a relation, or its own."""
    if no_relation is None:
        return np.eye(len(labels))
    apart = np.array([label == no_relation for label in labels])
    return np.stack([apart, ~apart], axis=1).astype(np.float64)


def _expectation_maximisation(
    source: Floats, probabilities: Floats, *, iterations: int = 1000
) -> Floats:
    """Reweigh the rows by (estimate / source), average them, until the estimate stands still."""
    tiny = np.finfo(np.float64).tiny
    estimate = source
    for _ in range(iterations):
        posterior = probabilities * (estimate / np.maximum(source, tiny))
        posterior /= np.maximum(posterior.sum(axis=1, keepdims=True), tiny)
        previous, estimate = estimate, posterior.mean(axis=0)
        if np.abs(estimate - previous).max() < 1e-7:
            break
    return estimate


def _as_array(prior: Prior, labels: Sequence[str]) -> Floats:
    """Return the prior in label order, summing to 1; DataError on an unknown label."""
    for label in prior:
        if label not in labels:
            near = did_you_mean(label, labels)
            raise DataError(f"the prior names an unknown label {label!r}{near}")
    shares = np.array([prior.get(label, 0.0) for label in labels], dtype=np.float64)
    if shares.min() < 0 or not shares.sum():
        raise DataError("the shares of a prior must not be negative, and one must be above zero")
    return np.asarray(shares / shares.sum())
