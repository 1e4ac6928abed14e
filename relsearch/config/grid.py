"""The grid: every combination of a space of choices once, and what `start_with` adds to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from relsearch.config.space import Space, combinations, in_place
from relsearch.config.trial import TrialConfig

Values = dict[str, Any]


def grid_runs(space: Space, started: Sequence[Values]) -> list[Values]:
    """Return every run of a grid once: those that it is ``started`` with, then the others."""
    return [*started, *(run for run in combinations(space) if run not in started)]


def started_runs(
    space: Space, fixed: Mapping[str, Any], entries: Sequence[Values]
) -> list[tuple[Values, Values]]:
    """Return each entry of `start_with` with the run of the grid that it stands for.

    One that leaves keys open stands for the first combination that agrees with it. With a value of
    its own for a key that is not searched it is a run beside the combinations. One that names what
    those before it have taken is left out.

    >>> from relsearch.config.space import Choice
    >>> space = {"epochs": Choice(choices=(1, 2))}
    >>> [run for _, run in started_runs(space, {}, [{"epochs": 2}, {"head": "bigru"}])]
    [{'epochs': 2}, {'epochs': 1, 'head': 'bigru'}]
    """
    started: list[tuple[Values, Values]] = []
    for entry in entries:
        values = _telling(space, fixed, entry)
        named = {key: value for key, value in values.items() if key in space}
        runs = ({**one, **values} for one in combinations(space) if named.items() <= one.items())
        taken = [run for _, run in started]
        started += [(values, run) for run in runs if run not in taken][:1]
    return started


def _telling(space: Space, fixed: Mapping[str, Any], entry: Values) -> Values:
    """Return an entry without what it says in vain: what all trials have, or its others exclude."""
    return {
        key: value
        for key, value in in_place(space, entry).items()
        if key in space or value != fixed.get(key, TrialConfig.model_fields[key].default)
    }
