"""Widening: a journal rewritten for a space that has gained choices or wider ranges.

Optuna refuses a choice that a study's first trial did not have, and its samplers go on drawing
from the first trial's ranges; so every stored trial is given the distributions of the new space.
"""

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsearch.files import whole_file
from relsearch.study.journal import Journal, enqueue, new_study
from relsearch.study.suggest import distribution, stored

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial


def widen(journal: Journal, path: Path) -> bool:
    """Rewrite the journal at ``path`` for its space; say whether that was needed.

    Trials keep their numbers, states, values and attributes; reopen the journal afterwards.
    """
    distributions = {key: distribution(key, one) for key, one in journal.space.items()}
    stored = journal.study.get_trials(deepcopy=False)
    if all(_fits(trial, distributions) for trial in stored):
        return False
    with whole_file(path) as temporary:
        study = new_study(temporary, study_name=journal.study.study_name)
        for name, value in journal.study.user_attrs.items():
            study.set_user_attr(name, value)
        study.add_trials(_moved(trial, distributions) for trial in stored)
    return True


def queue_gained(journal: Journal, configurations: Iterable[Mapping[str, Any]]) -> None:
    """Queue those of a grid's configurations that were neither queued nor handed out before."""
    known = [_known(trial) for trial in journal.study.get_trials(deepcopy=False)]
    for values in configurations:
        if _comparable(values) not in known:
            enqueue(journal.study, values, journal.space)


def _known(trial: "FrozenTrial") -> dict[str, Any]:
    """Return a trial's configuration, or that part of it with which it waits to be asked."""
    waits = trial.system_attrs.get("fixed_params", {}) | trial.user_attrs.get("extra", {})
    return _comparable(trial.user_attrs.get("values", waits))


def _comparable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: stored(value) for key, value in values.items()}


def _fits(trial: "FrozenTrial", distributions: "dict[str, BaseDistribution]") -> bool:
    return all(distributions.get(key, one) == one for key, one in trial.distributions.items())


def _moved(trial: "FrozenTrial", distributions: "dict[str, BaseDistribution]") -> "FrozenTrial":
    moved = copy.copy(trial)
    moved.distributions = {
        key: distributions.get(key, one) for key, one in trial.distributions.items()
    }
    return moved
