"""Bootstrap intervals: how far a score, or a difference, moves when the rows are drawn again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from relsearch.errors import ConfigError, did_you_mean
from relsearch.training.metrics import Floats, Ids, check_rows, precision_recall_areas
from relsearch.training.priors import Prior, figure, row_weights

METRICS = ("micro_f1", "auprc", "accuracy", "prior_weighted_micro_f1")
HEADLINE = ("micro_f1", "auprc", "accuracy")  # what is told of every prediction
LEVEL = 0.95
REPEATS = 1000
AUPRC_REPEATS = 200  # a resample of it costs 20 times as much: it sorts by every label
CHUNK = 50  # repeats held in memory at once: 50 x 4,000 rows of float64 stay in the cache


@dataclass(frozen=True)
class Interval:
    """A score on 0-100, its normal bootstrap interval, and the deviation of its resamples."""

    score: float
    low: float
    high: float
    sd: float

    def __str__(self) -> str:
        """Return the score and its interval.

        >>> str(Interval(score=70.5, low=69.25, high=71.75, sd=0.6))
        '70.50 [69.25, 71.75]'
        """
        return f"{self.score:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True)
class Difference:
    """By how many points one model scores above another on the same rows.

    ``p`` is the two-sided bootstrap probability of a difference so far from zero by chance.
    """

    points: float
    low: float
    high: float
    p: float

    @property
    def beyond_noise(self) -> bool:
        """Say whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        """Return the difference, its interval and its p.

        >>> str(Difference(points=1.5, low=-0.25, high=3.25, p=0.09))
        '+1.50 [-0.25, +3.25], p = 0.090'
        """
        return f"{self.points:+.2f} [{self.low:+.2f}, {self.high:+.2f}], p = {self.p:.3f}"


def bootstrap_interval(
    gold: Sequence[str], probabilities: Any, *, level: float = LEVEL, **options: Any
) -> Interval:
    """Return the score and its normal bootstrap interval (Davison and Hinkley 1997, section 5.2).

    AUPRC rises when the few rows of a rare label are drawn twice: resamples lie above the score,
    as the score of few rows lies above that of many. The interval lies as much below the score
    as the resamples lie above it; their own percentiles would add the one to the other.
    ``options`` are those of ``resampled_scores``.
    """
    return mean_interval(gold, [probabilities], level=level, **options)


def mean_interval(
    gold: Sequence[str], runs: Sequence[Any], *, level: float = LEVEL, **options: Any
) -> Interval:
    """Return the mean score of several runs on the same rows, and its interval.

    ``runs`` hold probabilities (n, labels). Runs are drawn again as rows are, so that the interval
    holds the noise of seeds beside that of rows.
    """
    scores = _mean_of_drawn(gold, runs, options)
    whole, sd = _mean_score(gold, runs, options), float(scores.std())
    centre = 2 * whole - float(scores.mean())
    reach = NormalDist().inv_cdf((1 + level) / 2) * sd
    low, high = min(centre - reach, whole), max(centre + reach, whole)
    return Interval(score=whole, low=max(low, 0.0), high=min(high, 100.0), sd=sd)


def intervals(
    gold: Sequence[str], probabilities: Any, *, metrics: Sequence[str] = HEADLINE, **options: Any
) -> dict[str, Interval]:
    """Return each of the scores of a prediction by its name, with its interval."""
    return {
        metric: bootstrap_interval(gold, probabilities, metric=metric, **options)
        for metric in metrics
    }


def paired_difference(
    gold: Sequence[str],
    first: Sequence[Any],
    second: Sequence[Any],
    *,
    level: float = LEVEL,
    **options: Any,
) -> Difference:
    """Compare the mean scores of two models on the same rows, each of one or more runs.

    ``first`` and ``second`` hold each run's probabilities (n, labels). Both models are scored on
    the same resampled rows; of several runs, those that count are drawn again too, so that the
    interval holds the noise of seeds beside that of rows. ``options`` as for ``resampled_scores``.
    """
    drawn = _mean_of_drawn(gold, first, options) - _mean_of_drawn(gold, second, options)
    points = _mean_score(gold, first, options) - _mean_score(gold, second, options)
    low, high = _percentiles(drawn, level)
    aside = min((drawn <= 0).sum(), (drawn >= 0).sum())
    p = min(1.0, 2 * (aside + 1) / (len(drawn) + 1))
    return Difference(points=points, low=low, high=high, p=float(p))


def resampled_scores(
    gold: Sequence[str],
    probabilities: Any,
    *,
    labels: Sequence[str],
    no_relation: str | None,
    metric: str = "micro_f1",
    prior: Prior | None = None,
    repeats: int | None = None,
    seed: int = 42,
) -> Floats:
    """Return the score (0-100) of each of ``repeats`` resamples of the rows: (repeats,).

    None takes 1,000 of them, 200 for AUPRC.
    The same rows and seed give the same resamples, so two models' results are paired and their
    difference can be taken row by row.
    """
    if metric not in METRICS:
        raise ConfigError(f"unknown metric {metric!r}{did_you_mean(metric, METRICS)}")
    gold_ids, probabilities = check_rows(gold, probabilities, labels=labels)
    repeats = repeats or (AUPRC_REPEATS if metric == "auprc" else REPEATS)
    draws = _draws(len(gold_ids), repeats, seed)
    if metric == "auprc":
        return np.concatenate([_auprc(gold_ids, probabilities, draw) for draw in draws])
    leave_out = -1 if no_relation is None else list(labels).index(no_relation)
    terms = _fraction(gold_ids, probabilities.argmax(axis=1), metric, leave_out)  # (rows, 2)
    if metric == "prior_weighted_micro_f1":
        terms *= row_weights(gold_ids, labels=labels, prior=prior or {})[:, None]
    part, whole = np.concatenate([draw @ terms for draw in draws]).T
    return np.asarray(np.divide(100 * part, whole, out=np.zeros_like(part), where=whole > 0))


def _mean_of_drawn(gold: Sequence[str], runs: Sequence[Any], options: Any) -> Floats:
    """Return, for each resample of the rows, the mean score of runs drawn again: (repeats,)."""
    scores = np.stack([resampled_scores(gold, run, **options) for run in runs])  # (runs, repeats)
    drawn = np.random.default_rng(len(runs)).integers(len(runs), size=scores.shape)
    return np.asarray(np.take_along_axis(scores, drawn, axis=0).mean(axis=0))


def _mean_score(gold: Sequence[str], runs: Sequence[Any], options: Any) -> float:
    return float(np.mean([_plain_score(gold, run, **options) for run in runs]))


def _percentiles(scores: Floats, level: float) -> tuple[float, float]:
    low, high = np.quantile(scores, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _plain_score(
    gold: Sequence[str],
    probabilities: Any,
    *,
    metric: str = "micro_f1",
    repeats: int | None = None,
    seed: int = 0,
    **task: Any,
) -> float:
    """Score the rows as they are; takes the options of ``resampled_scores``."""
    return figure(metric, gold, probabilities, **task)


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
