"""Journal: the Optuna study on disk, the only truth; trials are asked from it and told to it."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsearch.config.space import Space
from relsearch.errors import StudyError
from relsearch.files import whole_file
from relsearch.study.journal_file import JournalFile
from relsearch.study.record import EvaluationRecord, State
from relsearch.study.suggest import stored, suggest

if TYPE_CHECKING:
    import optuna
    from optuna.samplers import BaseSampler

EVALUATION = "evaluation_"
ARRIVAL = "arrival"  # of an evaluation: how many the study had before it
CONSTRAINT = "memory"  # above 0: it does not suffice


@dataclass(frozen=True)
class Asked:
    """A trial handed out: its number in the study, and its configuration beside `fixed`."""

    number: int
    values: dict[str, Any]


class Journal:
    """One study in one Optuna journal file; has one writer, the driver that holds the lock."""

    def __init__(self, study: "optuna.Study", space: Space) -> None:
        self.study = study
        self.space = space
        self._open: dict[int, optuna.Trial] = {}
        self._arrived = sum(
            name.startswith(EVALUATION)
            for trial in study.get_trials(deepcopy=False)
            for name in trial.user_attrs
        )

    @staticmethod
    def create(
        path: Path,
        *,
        space: Space,
        sampler: "BaseSampler",
        queue: Iterable[Mapping[str, Any]] = (),
    ) -> "Journal":
        """Start a journal, whole or not at all; ``queue`` is asked first, in order."""
        with whole_file(path) as temporary:
            study = new_study(temporary, study_name=path.parent.name)
            for values in queue:
                enqueue(study, values, space)
        return Journal.load(path, space=space, sampler=sampler)

    @staticmethod
    def in_memory(
        *, space: Space, sampler: "BaseSampler", queue: Iterable[Mapping[str, Any]] = ()
    ) -> "Journal":
        """Start a journal that is on no disk and ends with the process: for replays."""
        study = new_study(sampler=sampler)
        for values in queue:
            enqueue(study, values, space)
        return Journal(study, space)

    @staticmethod
    def load(path: Path, *, space: Space, sampler: "BaseSampler | None" = None) -> "Journal":
        """Reopen a journal; StudyError when it is not one."""
        import optuna

        if not path.is_file():  # Optuna would make an empty one
            raise StudyError(f"there is no journal {path}")
        try:
            study = optuna.load_study(
                storage=_storage(path),
                study_name=path.parent.name,
                sampler=sampler,
                pruner=optuna.pruners.NopPruner(),
            )
        except (KeyError, ValueError, OSError) as error:
            raise StudyError(f"{path} is not the journal of a study: {error!r}") from None
        return Journal(study, space)

    def ask(self) -> Asked:
        """Return a new trial, its configuration drawn by the sampler or taken from the queue."""
        trial = self.study.ask()
        self._open[trial.number] = trial
        return Asked(trial.number, self._configure(trial))

    def report(self, number: int, evaluation: EvaluationRecord) -> None:
        """Store an evaluation once: its score as intermediate value, the rest as attributes.

        Among these is its place in the order in which the study's evaluations came.
        """
        name = f"{EVALUATION}{evaluation.number}"
        trial = self._trial(number)
        if name not in trial.user_attrs:
            trial.report(evaluation.score, step=evaluation.number)
            kept = evaluation.model_dump(exclude={"number"})
            trial.set_user_attr(name, kept | {ARRIVAL: self._arrived})
            self._arrived += 1

    def tell(
        self, number: int, state: State, *, best: float | None = None, infeasible: bool = False
    ) -> None:
        """End a trial, once; a complete one is worth its best score, a pruned one its last.

        An infeasible one is complete to Optuna, worth nothing, and violates a constraint: samplers
        keep away from such configurations, while they forget the failed ones.
        """
        from optuna.trial import TrialState

        state, best = ("complete", 0.0) if infeasible else (state, best)
        states = {
            "complete": TrialState.COMPLETE,
            "pruned": TrialState.PRUNED,
            "failed": TrialState.FAIL,
        }
        trial = self._trial(number)
        known = trial.storage.get_trial(trial._trial_id)
        if known.state.is_finished():
            return
        if best is not None:
            trial.set_user_attr("best", best)
        if CONSTRAINT not in known.constraints:  # a driver may have died just here
            trial.set_constraint(CONSTRAINT, 1.0 if infeasible else -1.0)
        with warnings.catch_warnings():  # CMA-ES complains of constraints, which it cannot use
            warnings.filterwarnings("ignore", message="Constraints have been set")
            self.study.tell(number, best if state == "complete" else None, state=states[state])
        del self._open[number]

    def interrupted(self) -> list[Asked]:
        """Trials that were running when the driver stopped, to go on under their own numbers."""
        known = [trial for trial in self._running() if "values" in trial.user_attrs]
        return [Asked(trial.number, trial.user_attrs["values"]) for trial in known]

    def finish_asking(self) -> None:
        """Configure the trials of a driver that died between asking and storing the values.

        A queued configuration would otherwise be lost: asking takes it off the queue.
        """
        for trial in self._running():
            if "values" not in trial.user_attrs:
                self._configure(self._trial(trial.number))

    def asked(self) -> int:
        """How many trials were ever handed out with a configuration."""
        return sum("values" in trial.user_attrs for trial in self.study.get_trials(deepcopy=False))

    def unfinished(self) -> set[int]:
        """Numbers of the trials that are running or were interrupted."""
        return {asked.number for asked in self.interrupted()}

    def evaluations(self) -> dict[int, Sequence[EvaluationRecord]]:
        """Every trial's evaluations in order."""
        trials = self.study.get_trials(deepcopy=False)
        return {trial.number: _evaluations_of(trial.user_attrs) for trial in trials}

    def arrivals(self) -> list[tuple[int, EvaluationRecord]]:
        """Each trial number with an evaluation, as they came; schedulers rebuild their rungs so.

        Those of a journal that did not note it yet come first, trial by trial.
        """
        came = [
            (trial.user_attrs[f"{EVALUATION}{one.number}"].get(ARRIVAL, -1), trial.number, one)
            for trial in self.study.get_trials(deepcopy=False)
            for one in _evaluations_of(trial.user_attrs)
        ]
        came.sort(key=lambda item: item[:2])
        return [(number, evaluation) for _, number, evaluation in came]

    def values(self, number: int) -> dict[str, Any]:
        """The configuration that a trial was handed out with."""
        return dict(self._trial(number).user_attrs["values"])

    def _configure(self, trial: "optuna.Trial") -> dict[str, Any]:
        values: dict[str, Any] = suggest(trial, self.space) | trial.user_attrs.get("extra", {})
        trial.set_user_attr("values", values)
        return values

    def _running(self) -> "list[optuna.trial.FrozenTrial]":
        from optuna.trial import TrialState

        return self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))

    def _trial(self, number: int) -> "optuna.Trial":
        """Reopen a trial by its number: it can be reported to and told like a fresh one."""
        if number not in self._open:
            import optuna

            storage, study_id = self.study._storage, self.study._study_id
            trial_id = storage.get_trial_id_from_study_id_trial_number(study_id, number)
            self._open[number] = optuna.Trial(self.study, trial_id)
        return self._open[number]


def new_study(path: Path | None = None, **options: Any) -> "optuna.Study":
    """Begin an Optuna study in a journal file of its own, or (None) in memory."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = None if path is None else _storage(path)
    return optuna.create_study(storage=storage, direction="maximize", **options)


def _storage(path: Path) -> Any:
    from optuna.storages import JournalStorage

    return JournalStorage(JournalFile(path))  # type: ignore[arg-type]


def enqueue(study: "optuna.Study", values: Mapping[str, Any], space: Space) -> None:
    """Queue a configuration; keys that are not searched travel beside the parameters."""
    params = {key: stored(value) for key, value in values.items() if key in space}
    extra = {key: value for key, value in values.items() if key not in space}
    study.enqueue_trial(params, user_attrs={"extra": extra})


def _evaluations_of(attributes: Mapping[str, Any]) -> list[EvaluationRecord]:
    named = {key: kept for key, kept in attributes.items() if key.startswith(EVALUATION)}
    found = [
        EvaluationRecord(number=int(key.removeprefix(EVALUATION)), **_without_arrival(kept))
        for key, kept in named.items()
    ]
    return sorted(found, key=lambda evaluation: evaluation.number)


def _without_arrival(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in kept.items() if key != ARRIVAL}
