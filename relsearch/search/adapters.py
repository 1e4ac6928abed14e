"""Adapters: the desk as Ray Tune sees it, a searcher that asks and a scheduler that prunes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ray
from ray.tune import Callback
from ray.tune.experiment import Trial
from ray.tune.schedulers import FIFOScheduler, TrialScheduler
from ray.tune.search import Searcher

from relsearch.search.desk import Desk
from relsearch.study import EvaluationRecord

RECOUNT = 5.0  # seconds
OUT_OF_MEMORY = "due to the node running low on memory"  # as Ray says it


class Unpickled:
    """Leaves nothing for Ray's snapshots: the Tuner pickles what a restore would read.

    Ours never restores; a resumed search reopens the journal.
    """

    def __getstate__(self) -> dict[str, Any]:
        return {}


class StudySearcher(Unpickled, Searcher):
    """Takes trials from the desk and gives them back when they end or break off.

    ``slots`` says how many may run now; ``is_lost`` whether the node that a trial ran on is gone.
    """

    def __init__(
        self, desk: Desk, *, slots: Callable[[], int], is_lost: Callable[[int], bool]
    ) -> None:
        super().__init__(metric="score", mode="max")
        self._desk = desk
        self._slots = slots
        self._is_lost = is_lost
        self._numbers: dict[str, int] = {}
        self._limit = 0
        self._counted = float("-inf")

    def set_search_properties(self, *_: Any, **__: Any) -> bool:
        """Accept whatever Tune sets: the study knows its metric."""
        return True

    def set_max_concurrency(self, max_concurrent: int) -> bool:
        """Have Tune leave the limit to `suggest`, which follows the cluster."""
        return True

    def suggest(self, trial_id: str) -> Any:
        """Return the next trial's number and values, None for later, or that the search is over."""
        if self._desk.is_over():
            return Searcher.FINISHED
        if len(self._numbers) >= self._most() or (asked := self._desk.next()) is None:
            return None
        self._numbers[trial_id] = asked.number
        return {"number": asked.number, "values": asked.values}

    def on_trial_complete(
        self, trial_id: str, result: dict[str, Any] | None = None, error: bool = False
    ) -> None:
        """End the trial, whose record on disk says how, or hear that it broke off."""
        if trial_id not in self._numbers:
            return
        number = self._numbers.pop(trial_id)
        lost = self._is_lost(number)
        if error:
            self._desk.broken_off(number, lost=lost)
        else:
            self._desk.finished(number)

    def _most(self) -> int:
        """Count the slots again now and then: Tune asks many times a second."""
        if time.monotonic() - self._counted > RECOUNT:
            self._limit, self._counted = self._slots(), time.monotonic()
        return self._limit

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

    def on_trial_error(self, tune_controller: Any, trial: Trial) -> None:
        """Note a worker that memory ended while it started; the searcher hears next that it did."""
        if trial.error_file and OUT_OF_MEMORY in Path(trial.error_file).read_text(errors="replace"):
            self._desk.killed.add(trial.config["number"])

    def on_trial_result(self, tune_controller: Any, trial: Trial, result: dict[str, Any]) -> str:
        """Store the evaluation; the trial reads the verdict before it trains on."""
        evaluation = {key: result[key] for key in EvaluationRecord.model_fields}
        self._desk.evaluated(trial.config["number"], EvaluationRecord.model_validate(evaluation))
        return str(TrialScheduler.CONTINUE)


class StallWatch(Unpickled, Callback):
    """Kills the worker of a trial of which nothing is heard; the trial then counts as broken off.

    ``silent`` returns the numbers of such trials.
    """

    EVERY = 10.0  # seconds

    def __init__(self, desk: Desk, silent: Callable[[], list[int]]) -> None:
        self._desk = desk
        self._silent = silent
        self._looked = time.monotonic()

    def on_step_end(self, iteration: int, trials: list[Trial], **info: Any) -> None:
        """Look now and then."""
        if time.monotonic() - self._looked < self.EVERY:
            return
        self._looked = time.monotonic()
        stalled = self._silent()
        for trial in trials:
            actor = trial.temporary_state.ray_actor
            if actor and trial.status == Trial.RUNNING and trial.config["number"] in stalled:
                self._desk.watcher.noted(f"trial {trial.config['number']} stands still: restarted")
                ray.kill(actor)
