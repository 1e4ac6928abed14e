"""Nearness: which recorded run is most like a configuration, by keys that matter for the score."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.config import Dimension, Range, Space

Floats = NDArray[np.float64]
QUARTILES = (0.25, 0.5, 0.75)
LEAST = 0.01  # a key that explains nothing still decides between runs that are else alike


class Nearness:
    """Gower's distance to each row, every key weighed by what it explains of the scores.

    A choice is 0 or 1 away, a number by its part of the range (of its logarithm on a log scale).
    Rows that differ in a key of ``same`` are no candidates.
    Source: Gower, "A General Coefficient of Similarity", Biometrics 1971.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        scores: Sequence[float],
        space: Space,
        *,
        same: Sequence[str] = (),
    ) -> None:
        self._space, self._same = space, same
        self._columns = {key: [_place(space[key], row[key]) for row in rows] for key in space}
        self.weights = {
            key: max(LEAST, explained(_groups(space[key], column), np.array(scores)))
            for key, column in self._columns.items()
        }

    def closest(self, values: Mapping[str, Any]) -> int:
        """Return the number of the nearest row, the first of equals."""
        return int(np.argmin(self.distances(values)))

    def distances(self, values: Mapping[str, Any]) -> Floats:
        """Return the distance to each row, infinite where it is no candidate: (rows,)."""
        apart = {key: self._apart(key, values[key]) for key in self._space}
        away = sum(self.weights[key] * distance for key, distance in apart.items())
        barred = [apart[key] > 0 for key in self._same if key in self._space]
        return np.asarray(np.where(np.any(barred, axis=0), np.inf, away) if barred else away)

    def _apart(self, key: str, value: Any) -> Floats:
        place = _place(self._space[key], value)
        if isinstance(self._space[key], Range):
            return np.asarray(np.abs(np.array(self._columns[key]) - place))
        return np.array([float(one != place) for one in self._columns[key]])


def explained(groups: Sequence[Any], scores: Floats) -> float:
    """Return the share of the scores' variance (0-1) that lies between groups.

    Epsilon squared: the share that chance alone would give to as many groups is taken off.
    Source: Kelley, "An Unbiased Correlation Ratio Measure", PNAS 1935.
    """
    names = sorted(set(groups), key=repr)
    parts = [scores[[group == name for group in groups]] for name in names]
    whole = float(((scores - scores.mean()) ** 2).sum())
    spare = len(scores) - len(parts)
    if not whole or spare <= 0:
        return 0.0
    within = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    by_chance = (len(parts) - 1) * within / spare
    return max(0.0, (whole - within - by_chance) / whole)


def _place(dimension: Dimension, value: Any) -> Any:
    """Return a choice as it is, a number as its place (0-1) in its range."""
    if not isinstance(dimension, Range):
        return value
    scale = np.log if dimension.log else float
    low, high = scale(dimension.low), scale(dimension.high)
    return float((scale(value) - low) / (high - low))


def _groups(dimension: Dimension, column: Sequence[Any]) -> Sequence[Any]:
    """Return a choice's values, or the quarter of its runs that a number belongs to."""
    if not isinstance(dimension, Range):
        return column
    return list(np.searchsorted(np.quantile(column, QUARTILES), column))
