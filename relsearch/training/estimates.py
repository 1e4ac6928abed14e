"""Estimates of the label prior of unlabelled rows, by what a model says of them: em and bbse.

Both ask the same model about labelled rows first. Where the model is sure and wrong, em believes
it; bbse knows from the labelled rows which labels it takes for which. benchmarks/klue/ compares
the two on KLUE-RE, whose test rows have twice the share of no_relation.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.optimize import nnls

from relsearch.data.target import Estimator, prior_of
from relsearch.training.metrics import Floats, check_rows
from relsearch.training.priors import as_array

PULL = 0.1  # of the rows: what em holds on to; benchmarks/klue/ has the grounds for both numbers
TIE = 0.1  # of what bbse weighs: how much it costs to leave the shares of the labelled rows
WHOLE = 10.0  # of what bbse weighs: how much it costs that shares do not add up to one


def estimate_prior(
    estimator: Estimator,
    gold: Sequence[str],
    answers: Any,
    unlabelled: Any,
    *,
    labels: Sequence[str],
) -> dict[str, float]:
    """Return the share of each label among unlabelled rows, as ``estimator`` finds it.

    ``gold`` are the labels of labelled rows, ``answers`` the model's probabilities of these and
    ``unlabelled`` those of the other rows, both (rows, labels).
    """
    shares = ESTIMATES[estimator](gold, np.asarray(answers), np.asarray(unlabelled), labels)
    return dict(zip(labels, (shares / shares.sum()).tolist(), strict=True))


def em(
    gold: Sequence[str],
    answers: Floats,
    unlabelled: Floats,
    labels: Sequence[str],
    pull: float = PULL,
    iterations: int = 1000,
) -> Floats:
    """Expectation-maximisation of Saerens, Latinne and Decaestecker (2002), held back a little.

    There are two changes for models of middling skill, with which it would end at a few rare
    labels. It begins from what the model says of labelled rows on average rather than from their
    shares: where the two differ it is the model that errs, and it errs alike on the others. And
    ``pull``, a share of the rows, of that average is in every step, as a Dirichlet prior would
    have it.
    """
    source = answers.mean(axis=0, dtype=np.float64)
    known = source > 0
    probabilities = unlabelled.astype(np.float64) * known
    estimate = source
    for _ in range(iterations):
        posterior = probabilities * np.divide(
            estimate, source, out=np.zeros_like(source), where=known
        )
        posterior /= np.maximum(posterior.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        previous, estimate = estimate, (posterior.mean(axis=0) + pull * source) / (1 + pull)
        if np.abs(estimate - previous).max() < 1e-7:
            break
    ratio = np.divide(estimate, source, out=np.zeros_like(source), where=known)
    return np.asarray(as_array(prior_of(gold), labels) * ratio)


def bbse(
    gold: Sequence[str],
    answers: Floats,
    unlabelled: Floats,
    labels: Sequence[str],
    tie: float = TIE,
) -> Floats:
    """Black-box shift estimation (Lipton, Wang and Smola 2018, arXiv:1802.03916), soft and tied.

    Rows of a label get the same answers on average wherever they come from; so the average answer
    to unlabelled rows is a mix of those to each label's rows, and the mix is the estimate. Solved
    by least squares without negative shares, and tied to the shares of the labelled rows as in
    Azizzadenesheli et al. (2019, arXiv:1903.09734): few rows of a rare label tell little.
    """
    gold_ids, answers = check_rows(gold, answers, labels=labels)
    shares = as_array(prior_of(gold), labels)
    joint = np.zeros((len(labels), len(labels)))  # (answer, label)
    np.add.at(joint.T, gold_ids, answers / len(gold_ids))
    ties = tie * np.sqrt(shares)
    sides = np.vstack([joint, WHOLE * shares[None], np.diag(ties)])
    wanted = np.concatenate([unlabelled.mean(axis=0, dtype=np.float64), [WHOLE], ties])
    return np.asarray(shares * nnls(sides, wanted)[0])


ESTIMATES: dict[Estimator, Callable[..., Floats]] = {"em": em, "bbse": bbse}
