"""Unused: what a search file sets and nothing of its study would read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from relsearch.components import Component
from relsearch.config.optimizers import OPTIMIZERS
from relsearch.config.study import StudyConfig
from relsearch.config.trial import TrialConfig
from relsearch.model.heads import HEADS
from relsearch.model.losses import LOSSES

TABLES: dict[str, Mapping[str, Component]] = {
    "head": HEADS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
}
CHOSEN_BY = {
    option: chooser
    for chooser, table in TABLES.items()
    for row in table.values()
    for option in row.options
}
"""Option -> the key whose value says whether it is read."""


def unused(config: StudyConfig) -> list[str]:
    """Return a sentence for each value that no configuration reads; a default promises nothing."""
    problems = [
        f"{at}.{key}: {_unread(key, chosen)}"
        for at, key, chosen in _options(config)
        if not chosen & _readers(key)
    ]
    if config.search.prior is not None and config.search.metric != "prior_weighted_micro_f1":
        problems.append(
            f"search.prior: metric {config.search.metric} reads no prior; leave it out"
            " (--set search.prior=null), or set search.metric to prior_weighted_micro_f1"
        )
    return problems


def partly_used(config: StudyConfig) -> list[str]:
    """Return a sentence for each searched option that only some configurations read."""
    return [
        f"space.{key} is searched where {CHOSEN_BY[key]} is {_listed(idle)} too, which does not"
        f" read it; give it when: {{{CHOSEN_BY[key]}: [{_listed(chosen - idle)}]}}"
        for at, key, chosen in _options(config)
        if at == "space" and (idle := chosen - _readers(key)) and idle != chosen
    ]


def _options(config: StudyConfig) -> Iterator[tuple[str, str, set[str]]]:
    """Yield where an option is set, its key, and the rows of its table that it is set for."""
    for key in _set_to_more(config.fixed):
        yield "fixed", key, {*config.values_of(CHOSEN_BY[key])}
    for key in (key for key in config.space if key in CHOSEN_BY):
        chosen = {*config.values_of(CHOSEN_BY[key])}
        yield "space", key, chosen & {*config.space[key].when.get(CHOSEN_BY[key], chosen)}
    for number, values in enumerate(config.start_with):
        for key in _set_to_more(values):
            chooser = CHOSEN_BY[key]
            chosen = {values[chooser]} if chooser in values else {*config.values_of(chooser)}
            yield f"start_with[{number}]", key, chosen


def _set_to_more(values: Mapping[str, Any]) -> list[str]:
    """Return the options that are set to something else than their default."""
    fields = TrialConfig.model_fields
    return [key for key in values if key in CHOSEN_BY and values[key] != fields[key].default]


def _readers(key: str) -> set[str]:
    return {name for name, row in TABLES[CHOSEN_BY[key]].items() if key in row.options}


def _unread(key: str, chosen: Iterable[str]) -> str:
    chooser, readers = CHOSEN_BY[key], _listed(_readers(key))
    return f"is read where {chooser} is {readers}, but here it is {_listed(chosen)}; leave it out"


def _listed(rows: Iterable[str]) -> str:
    return ", ".join(sorted(rows))
