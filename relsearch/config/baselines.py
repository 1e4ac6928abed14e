"""Baselines: the configurations that every search runs first and to their end, to be beaten."""

import json
import math
from collections.abc import Mapping
from typing import Any

from relsearch.config.grid import started_runs
from relsearch.config.space import (
    Dimension,
    Range,
    combinations,
    in_place,
    is_active,
    parents_first,
)
from relsearch.config.study import StudyConfig
from relsearch.config.trial import TrialConfig


def baselines(config: StudyConfig) -> list[dict[str, Any]]:
    """Return `start_with` and, unless it stands there already, the defaults of the searched keys.

    They are the first trials of a study, in this order; keys that they leave open are sampled, or,
    of a grid, chosen by `grid.started_runs`.
    """
    given = runs = [in_place(config.space, values) for values in config.start_with]
    defaults = default_values(config)
    if config.search.sampler.kind == "grid":
        started = started_runs(config.space, config.fixed, given)
        given, runs = [entry for entry, _ in started], [run for _, run in started]
        if defaults not in combinations(config.space):
            return given  # a grid runs its own combinations, and no other
    if not defaults or any(defaults.items() <= values.items() for values in runs):
        return given
    return [*given, defaults]


def is_baseline(config: StudyConfig, number: int, values: Mapping[str, Any]) -> bool:
    """Say whether a trial of a study was one of its baselines, by its number and its values."""
    known = baselines(config)
    return number < len(known) and _written(known[number]).items() <= _written(values).items()


def _written(values: Mapping[str, Any]) -> Any:
    """Return values as journals and records give them back: lists where they had tuples."""
    return json.loads(json.dumps(values))


def default_values(config: StudyConfig) -> dict[str, Any]:
    """Return the default of every searched key whose space holds it; the others are sampled."""
    values: dict[str, Any] = {}
    for key in parents_first(config.space):
        default = TrialConfig.model_fields[key].default
        if is_active(config.space[key], values) and _holds(config.space[key], default):
            values[key] = default
    return values


def _holds(dimension: Dimension, value: Any) -> bool:
    if not isinstance(dimension, Range):
        return value in dimension.choices
    steps = (value - dimension.low) / dimension.step if dimension.step else 0.0
    return dimension.low <= value <= dimension.high and math.isclose(steps, round(steps))
