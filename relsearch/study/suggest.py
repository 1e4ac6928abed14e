"""suggest: a configuration drawn from the space by an Optuna trial, parents before children."""

import json
from typing import TYPE_CHECKING, Any

from relsearch.config.space import Choice, Dimension, Range, Space, is_active, parents_first
from relsearch.config.trial_values import is_integer

if TYPE_CHECKING:
    import optuna
    from optuna.distributions import BaseDistribution


def suggest(trial: "optuna.Trial", space: Space) -> dict[str, Any]:
    """Return key -> value for every dimension that is active given its parents."""
    values: dict[str, Any] = {}
    for key in parents_first(space):
        if is_active(space[key], values):
            values[key] = _suggest_one(trial, key, space[key])
    return values


def stored(value: Any) -> Any:
    """Return the value as Optuna may store it: what is no plain scalar becomes JSON."""
    plain = value is None or isinstance(value, bool | int | float | str)
    return value if plain else json.dumps(value, ensure_ascii=False, sort_keys=True)


def distribution(key: str, dimension: Dimension) -> "BaseDistribution":
    """Return what Optuna draws a dimension's values from."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(dimension, Choice):
        return CategoricalDistribution([stored(value) for value in dimension.choices])
    low, high, log, step = dimension.low, dimension.high, dimension.log, dimension.step
    if is_integer(key):
        return IntDistribution(int(low), int(high), log=log, step=int(step or 1))
    return FloatDistribution(low, high, log=log, step=step)


def _suggest_one(trial: "optuna.Trial", key: str, dimension: Dimension) -> Any:
    if isinstance(dimension, Choice):
        by_stored = {stored(value): value for value in dimension.choices}
        return by_stored[trial.suggest_categorical(key, list(by_stored))]
    return _suggest_number(trial, key, dimension)


def _suggest_number(trial: "optuna.Trial", key: str, range_: Range) -> float:
    if is_integer(key):
        return trial.suggest_int(
            key, int(range_.low), int(range_.high), step=int(range_.step or 1), log=range_.log
        )
    return trial.suggest_float(key, range_.low, range_.high, step=range_.step, log=range_.log)
