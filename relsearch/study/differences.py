"""Differences between the search file that a study began with and the one it goes on with."""

from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.config import StudyConfig
from relsearch.config.load import PATH_KEYS
from relsearch.config.space import Choice, Dimension

SECTIONS = ("data", "search", "start_with", "fixed", "space")
# What may change between two drivers of one study: how long, how wide, how much is kept.
FREE_TO_CHANGE = {
    "search": (
        *("trials", "time_budget", "gpu_hours", "stop_below_noise", "disk_budget"),
        *("keep", "max_concurrent", "max_failures", "stall_minutes", "finalists"),
    ),
    "data": PATH_KEYS,  # where the same rows lie; whether they are the same, their fingerprint says
}


def differences(old: StudyConfig, new: StudyConfig) -> list[str]:
    """Return what differs beyond what may, a line a key: ``fixed.clip: 1.0 became 2.0``."""
    found: list[str] = []
    for name in SECTIONS:
        before, after = (_comparable(config, name) for config in (old, new))
        if before != after:
            found += _changed(name, before, after)
    return found


def widenings(old: StudyConfig, new: StudyConfig) -> list[str]:
    """Return those of the differences that leave every earlier trial inside the new space."""
    return [
        line
        for key, dimension in old.space.items()
        if key in new.space and dimension != new.space[key] and widens(dimension, new.space[key])
        for line in _changed("space", *(_comparable(one, "space", key) for one in (old, new)))
    ]


def widens(old: Dimension, new: Dimension) -> bool:
    """Say whether a dimension has all that another had, under the same condition.

    >>> widens(Choice(choices=(1, 2)), Choice(choices=(1, 2, 4)))
    True
    """
    if old.when != new.when:
        return False
    if isinstance(old, Choice) or isinstance(new, Choice):
        return type(old) is type(new) and all(value in new.values() for value in old.values())
    same_scale = (old.log, old.step) == (new.log, new.step)
    on_grid = new.step is None or ((old.low - new.low) / new.step).is_integer()
    return same_scale and on_grid and new.low <= old.low and old.high <= new.high


def _comparable(config: StudyConfig, name: str, *keys: str) -> Any:
    dumped = config.model_dump(mode="json")[name]
    free = FREE_TO_CHANGE.get(name, ())
    if isinstance(dumped, Mapping):
        return {key: value for key, value in dumped.items() if key in (keys or {*dumped} - {*free})}
    return dumped


def _changed(name: str, before: Any, after: Any) -> Iterator[str]:
    if not isinstance(before, Mapping):
        yield f"{name}: {before} became {after}"
        return
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"{name}.{key}: {before.get(key)} became {after.get(key)}"
