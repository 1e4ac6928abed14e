"""Warm: a sampler that knows the trials of earlier studies beside those of its own."""

from collections.abc import Container, Sequence
from typing import Any

import optuna
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial, TrialState


class Warm(BaseSampler):
    """Hands every question on to a sampler, with a study that seems to have more trials.

    The earlier trials are in no storage: whoever else reads the study does not meet them.
    """

    def __init__(self, sampler: BaseSampler, earlier: Sequence[FrozenTrial]) -> None:
        self._sampler = sampler
        self._earlier = earlier

    def reseed_rng(self) -> None:
        """Reseed the sampler."""
        self._sampler.reseed_rng()

    def infer_relative_search_space(
        self, study: optuna.Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Ask the sampler what it draws jointly."""
        return self._sampler.infer_relative_search_space(self._fuller(study), trial)

    def sample_relative(
        self, study: optuna.Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Ask the sampler for a joint draw."""
        return self._sampler.sample_relative(self._fuller(study), trial, search_space)

    def sample_independent(
        self,
        study: optuna.Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Ask the sampler for one value."""
        fuller = self._fuller(study)
        return self._sampler.sample_independent(fuller, trial, param_name, param_distribution)

    def before_trial(self, study: optuna.Study, trial: FrozenTrial) -> None:
        """Tell the sampler that a trial begins."""
        self._sampler.before_trial(self._fuller(study), trial)

    def after_trial(
        self,
        study: optuna.Study,
        trial: FrozenTrial,
        state: TrialState,
        values: Sequence[float] | None,
    ) -> None:
        """Tell the sampler how a trial of this study ended."""
        self._sampler.after_trial(study, trial, state, values)

    def _fuller(self, study: optuna.Study) -> optuna.Study:
        storage: Any = FullerStorage(study._storage, self._earlier)
        return optuna.Study(study.study_name, storage, sampler=self._sampler, pruner=study.pruner)


class FullerStorage:
    """A study's storage in which earlier trials stand before its own."""

    def __init__(self, storage: Any, earlier: Sequence[FrozenTrial]) -> None:
        self._storage = storage
        self._earlier = earlier

    def get_all_trials(
        self,
        study_id: int,
        deepcopy: bool = True,
        states: Container[TrialState] | None = None,
    ) -> list[FrozenTrial]:
        """Return the earlier trials and the study's own."""
        earlier = [one for one in self._earlier if states is None or one.state in states]
        return [*earlier, *self._storage.get_all_trials(study_id, deepcopy, states)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)
