"""Bootstrap intervals: how far a score moves when the rows are drawn again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relsearch.errors import ConfigError, did_you_mean
from relsearch.training.metrics import Floats, Ids, check_rows, precision_recall_areas
from relsearch.training.priors import Prior, row_weights

METRICS = ("micro_f1", "auprc", "accuracy", "prior_weighted_micro_f1")
CHUNK = 50  # repeats held in memory at once: 50 x 4,000 rows of float64 stay in the cache


@dataclass(frozen=True)
class Interval:
    """A percentile interval of a score on 0-100, and the standard deviation of its repeats."""

    low: float
    high: float
    sd: float


def bootstrap_interval(
    gold: Sequence[str], probabilities: Any, *, level: float = 0.95, **options: Any
) -> Interval:
    """Return the interval that holds ``level`` of the resampled scores.

    ``options`` are those of ``resampled_scores``.
    """
    scores = resampled_scores(gold, probabilities, **options)
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return Interval(low=float(low), high=float(high), sd=float(scores.std()))


def resampled_scores(
    gold: Sequence[str],
    probabilities: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
    metric: str = "micro_f1",
    prior: Prior | None = None,
    repeats: int = 1000,
    seed: int = 42,
) -> Floats:
    """Return the score (0-100) of each of ``repeats`` resamples of the rows: (repeats,).

    The same rows and seed give the same resamples, so two models' results are paired and their
    difference can be taken row by row.
    """
    if metric not in METRICS:
        raise ConfigError(f"unknown metric {metric!r}{did_you_mean(metric, METRICS)}")
    gold_ids, probabilities = check_rows(gold, probabilities, labels=labels)
    draws = _draws(len(gold_ids), repeats, seed)
    if metric == "auprc":
        return np.concatenate([_auprc(gold_ids, probabilities, draw) for draw in draws])
    leave_out = -1 if no_relation is None else list(labels).index(no_relation)
    terms = _fraction(gold_ids, probabilities.argmax(axis=1), metric, leave_out)  # (rows, 2)
    if metric == "prior_weighted_micro_f1":
        terms *= row_weights(gold_ids, labels=labels, prior=prior or {})[:, None]
    part, whole = np.concatenate([draw @ terms for draw in draws]).T
    return np.asarray(np.divide(100 * part, whole, out=np.zeros_like(part), where=whole > 0))


def _auprc(gold_ids: Ids, probabilities: Floats, draw: Floats) -> Floats:
    areas = precision_recall_areas(gold_ids, probabilities, weights=draw.T.copy())
    return np.asarray(100 * areas.mean(axis=1))


def _draws(rows: int, repeats: int, seed: int) -> Iterator[Floats]:
    """Yield how often each row is drawn: (up to CHUNK repeats, rows) at a time."""
    generator = np.random.default_rng(seed)
    for start in range(0, repeats, CHUNK):
        chosen = generator.integers(rows, size=(min(CHUNK, repeats - start), rows))
        yield np.stack([np.bincount(draw, minlength=rows) for draw in chosen]).astype(float)


def _fraction(gold_ids: Ids, predicted: Ids, metric: str, leave_out: int) -> Floats:
    """Return each row's part of the score's numerator and denominator: (rows, 2)."""
    hits = gold_ids == predicted
    if metric == "accuracy":
        return np.stack([hits, np.ones_like(hits)], axis=1).astype(float)
    relation, claimed = gold_ids != leave_out, predicted != leave_out
    return np.stack([2.0 * (hits & relation), relation.astype(float) + claimed], axis=1)
