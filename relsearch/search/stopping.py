"""Stopping: a search ends early when what it may still gain is below the noise of its scores."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.config.space import Choice, Dimension, Space
from relsearch.study import Record
from relsearch.study.suggest import suggest

FEWEST_TRIALS = 20
MOST_TRIALS = 300  # the process is fitted in cubic time; the newest trials count
CANDIDATES = 512
BELOW_NOISE = (
    "what one may gain is below the scores' noise; --resume with"
    " --set search.stop_below_noise=false goes on all the same"
)


@dataclass(frozen=True)
class StopRule:
    """Compares the gain to expect of one more trial with the standard error of a dev score."""

    space: Space
    dev_rows: int
    seed: int

    def says_stop(self, records: Sequence[Record]) -> bool:
        """Say whether the search should end; never before it has FEWEST_TRIALS scores."""
        scored = [one for one in records if one.score is not None][-MOST_TRIALS:]
        if len(scored) < FEWEST_TRIALS:
            return False
        best = max(one.score or 0.0 for one in scored)
        return self.gain(scored) < standard_error(best, self.dev_rows)

    def gain(self, records: Sequence[Record]) -> float:
        """Return the largest expected improvement that a trial of the space promises, 0-100.

        Source: Jones et al., "Efficient Global Optimization", 1998; the surrogate is
        scikit-learn's Gaussian process with a noise term of its own.
        """
        from scipy.stats import norm

        seen = self._points([record.values for record in records])
        scores = np.array([record.score for record in records])
        process = _fitted(seen, scores, seed=self.seed)
        mean, deviation = process.predict(self._points(self._candidates()), return_std=True)
        above = mean - scores.max()
        z = above / np.maximum(deviation, 1e-9)
        return float(np.max(above * norm.cdf(z) + deviation * norm.pdf(z)))

    def _candidates(self) -> list[dict[str, Any]]:
        import optuna

        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=self.seed))
        return [suggest(study.ask(), self.space) for _ in range(CANDIDATES)]

    def _points(self, rows: Sequence[dict[str, Any]]) -> NDArray[np.float64]:
        """Return (rows, features): a choice is one-hot, a range goes from 0 to 1."""
        return np.array([_point(values, self.space) for values in rows])


def standard_error(score: float, rows: int) -> float:
    """Return the standard error of a share of ``rows`` that stands at ``score``, 0-100.

    >>> round(standard_error(50.0, 400), 2)
    2.5
    """
    share = score / 100
    return 100 * sqrt(share * (1 - share) / rows)


def _fitted(points: NDArray[np.float64], scores: NDArray[np.float64], *, seed: int) -> Any:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    kernel = ConstantKernel() * Matern(nu=2.5) + WhiteKernel()
    process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed)
    with warnings.catch_warnings():  # a length scale at its bound is no trouble
        warnings.simplefilter("ignore", ConvergenceWarning)
        return process.fit(points, scores)


def _point(values: dict[str, Any], space: Space) -> list[float]:
    return [feature for key, one in space.items() for feature in _features(one, values.get(key))]


def _features(dimension: Dimension, value: Any) -> list[float]:
    """Return a dimension's features; a key whose condition does not hold stands in the middle."""
    if isinstance(dimension, Choice):
        return [float(value == choice) for choice in dimension.choices]
    if value is None:
        return [0.5]
    scale = np.log if dimension.log else float
    low, high = scale(dimension.low), scale(dimension.high)
    return [float((scale(value) - low) / (high - low))]
