"""Unused: what a search file sets and its study, or a part of it, would not read."""

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


def unused(config: StudyConfig) -> Iterator[str]:
    """Yield a sentence for each value that some or all configurations leave unread.

    A value equal to the default promises nothing, and a fixed one is there for whoever reads it.
    """
    for at, key, chosen in _options(config):
        chooser, readers = CHOSEN_BY[key], _readers(key)
        idle = chosen - readers
        if idle == chosen:
            where = f"{chooser} is {_listed(readers)}, but here it is {_listed(chosen)}"
            yield f"{at}.{key} changes nothing: it is read where {where}"
        elif idle and at == "space":
            where = f"{chooser} is {_listed(idle)} too, which does not read it"
            when = f"{{{chooser}: [{_listed(chosen - idle)}]}}"
            yield f"{at}.{key} is searched where {where}; give it when: {when}"
    metric = config.search.metric
    if config.search.prior is not None and metric != "prior_weighted_micro_f1":
        yield f"search.prior changes nothing: the metric {metric} reads none"


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


def _listed(rows: Iterable[str]) -> str:
    return ", ".join(sorted(rows))
