"""Adapters: the desk as Ray Tune sees it, a searcher that asks and a scheduler that prunes."""

from typing import Any

from ray.tune.experiment import Trial
from ray.tune.schedulers import FIFOScheduler, TrialScheduler
from ray.tune.search import Searcher

from relsearch.search.desk import Desk
from relsearch.study import EvaluationRecord


class Unpickled:
    """Leaves nothing for Ray's snapshots: the Tuner pickles what a restore would read.

    Ours never restores; a resumed search reopens the journal.
    """

    def __getstate__(self) -> dict[str, Any]:
        return {}


class StudySearcher(Unpickled, Searcher):
    """Takes trials from the desk and gives them back when they end."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(metric="score", mode="max")
        self._desk = desk
        self._numbers: dict[str, int] = {}

    def set_search_properties(self, *_: Any, **__: Any) -> bool:
        """Accept whatever Tune sets: the study knows its metric."""
        return True

    def suggest(self, trial_id: str) -> Any:
        """Return the next trial's number and values, or that the search is over."""
        asked = self._desk.next()
        if asked is None:
            return Searcher.FINISHED
        self._numbers[trial_id] = asked.number
        return {"number": asked.number, "values": asked.values}

    def on_trial_complete(
        self, trial_id: str, result: dict[str, Any] | None = None, error: bool = False
    ) -> None:
        """End the trial; its record on disk says how."""
        if trial_id in self._numbers:
            self._desk.finished(self._numbers.pop(trial_id))

    def save(self, checkpoint_path: str) -> None:
        """Save nothing: the journal is the only truth."""

    def restore(self, checkpoint_path: str) -> None:
        """Restore nothing: resuming reopens the journal."""


class StudyScheduler(Unpickled, FIFOScheduler):
    """Runs trials in order and lets the desk judge each evaluation.

    The verdict goes over the board, not through Ray's STOP: see `relsearch.search.board`.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._desk = desk

    def on_trial_result(self, tune_controller: Any, trial: Trial, result: dict[str, Any]) -> str:
        """Store the evaluation; the trial reads the verdict before it trains on."""
        evaluation = {key: result[key] for key in EvaluationRecord.model_fields}
        self._desk.evaluated(trial.config["number"], EvaluationRecord.model_validate(evaluation))
        return str(TrialScheduler.CONTINUE)
