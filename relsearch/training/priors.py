"""Label priors: micro F1 as it would be under another label distribution.

The validation rows of KLUE-RE hold half as many no_relation rows as its test rows, so plain
validation flatters a model by a dozen points. Weighing each row by (target prior / validation
prior) of its gold label removes most of that gap.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from relsearch.config.study import SearchConfig, StudyConfig
from relsearch.data import Corpus
from relsearch.data.target import Estimator, LabelledFile, target_of
from relsearch.errors import DataError, did_you_mean
from relsearch.training.metrics import (
    Floats,
    Ids,
    check_rows,
    confusion_matrix,
    micro_f1,
    precision_recall_areas,
    score,
)

Prior = Mapping[str, float]

NO_WEIGHT = "the prior gives no weight to any label of the validation rows"


def target_prior(search: SearchConfig, *, reader: str) -> Prior | Estimator | None:
    """Return the prior that `search.prior` names, counted from its file where it names one.

    None where the metric weighs nothing. Raises DataError for a file that cannot be read or has no
    labelled row.
    """
    if search.metric != "prior_weighted_micro_f1":
        return None
    if not isinstance(search.prior, LabelledFile):
        return search.prior
    return target_of(search.prior, reader=reader, key="search.prior", every_row=False)


def with_prior(config: StudyConfig, corpus: Corpus) -> StudyConfig:
    """Return the search file with the shares of its prior's file in the file's place.

    So the study's record holds them, and its end does not depend on a file that may have changed.
    Raises DataError for such a file, for a share of a label that the corpus has not, and where the
    prior gives none to any label of dev.
    """
    prior = target_prior(config.search, reader=config.data.reader)
    if prior is None or isinstance(prior, str):
        return config
    as_array(prior, corpus.labels)  # names an unknown label
    if corpus.dev and not any(prior.get(str(row.label)) for row in corpus.dev):
        raise DataError(NO_WEIGHT)
    search = config.search.model_copy(update={"prior": dict(prior)})
    return config.model_copy(update={"search": search})


def prior_weighted_micro_f1(
    gold: Sequence[str],
    probabilities: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
    prior: Prior,
) -> float:
    """Return the micro F1 (0-100) that these rows promise where labels follow ``prior``."""
    task: dict[str, Any] = {"labels": labels, "no_relation": no_relation, "prior": prior}
    return weighted_figure("micro_f1", gold, probabilities, **task)


def weighted_figure(
    metric: str,
    gold: Sequence[str],
    probabilities: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
    prior: Prior,
) -> float:
    """Return the score (0-100) that these rows promise where labels follow ``prior``."""
    gold_ids, probabilities = check_rows(gold, probabilities, labels=labels)
    weights = row_weights(gold_ids, labels=labels, prior=prior)
    if metric == "auprc":
        areas = precision_recall_areas(gold_ids, probabilities, weights=weights[:, None])
        return float(100 * areas.mean())
    confusion = confusion_matrix(gold_ids, probabilities, weights)
    if metric == "accuracy":
        return float(100 * np.trace(confusion) / confusion.sum())
    leave_out = None if no_relation is None else list(labels).index(no_relation)
    return micro_f1(confusion, leave_out=leave_out)


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
    target = as_array(prior, labels)
    here = np.bincount(gold_ids, minlength=len(labels)) / len(gold_ids)
    weights = (target / np.where(here > 0, here, 1))[gold_ids]
    if not weights.sum():
        raise DataError(NO_WEIGHT)
    return np.asarray(weights / weights.mean())


def as_array(prior: Prior, labels: Sequence[str]) -> Floats:
    """Return the prior in label order, summing to 1; DataError on an unknown label."""
    for label in prior:
        if label not in labels:
            near = did_you_mean(label, labels)
            raise DataError(f"the prior names an unknown label {label!r}{near}")
    shares = np.array([prior.get(label, 0.0) for label in labels], dtype=np.float64)
    if shares.min() < 0 or not shares.sum():
        raise DataError("the shares of a prior must not be negative, and one must be above zero")
    return np.asarray(shares / shares.sum())
