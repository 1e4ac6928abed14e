"""run_search: a study from its first trial, or from where it was left, to its last."""

import logging
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from math import inf
from typing import Any

import ray
from ray import tune
from ray.exceptions import OutOfMemoryError, RayError
from ray.tune import TuneError

from relsearch.data import Corpus
from relsearch.errors import ResourceError
from relsearch.search.adapters import StallWatch, StudyScheduler, StudySearcher
from relsearch.search.blame import Blame
from relsearch.search.board import start_board
from relsearch.search.budgets import Budgets
from relsearch.search.desk import Desk
from relsearch.search.disk import disk_of
from relsearch.search.encoders import Parcel, pack_encoders
from relsearch.search.gauges import Gauges
from relsearch.search.nodes import is_gone
from relsearch.search.placement import Placement
from relsearch.search.pruning import build_judge
from relsearch.search.stopping import StopRule
from relsearch.search.trainable import is_news, run_trial, trial_name
from relsearch.search.watch import Several, Watcher
from relsearch.study import Journal, Study
from relsearch.training.priors import target_prior

MOST_AT_ONCE = 1_000


@dataclass(frozen=True)
class Search:
    """An opened study, its corpus and the share of the cluster that each trial takes."""

    study: Study
    journal: Journal
    corpus: Corpus
    placement: Placement
    joined: bool = False
    """Whether the cluster was there before: it may have other machines than this one."""

    def run(self, watcher: Watcher) -> None:
        """Run every trial that is left; returns when all have ended or a budget is spent.

        Some losses end the whole of Ray Tune's run (its actor manager knows no OutOfMemoryError,
        which Ray raises for a worker that it killed for memory). A new run then takes up the study
        as it stands. A KeyboardInterrupt passes through: what was reported is in the journal.
        """
        losses = 0
        watcher = Several([watcher, Gauges(self.study, gpus=self.placement.gpus)])
        while losses <= self.study.config.search.max_failures:
            finished = len(self.study.records())
            try:
                if self._run_once(watcher):
                    return
            except (RuntimeError, RayError, TuneError) as error:
                lost = error
                losses = 1 if len(self.study.records()) > finished else losses + 1
            except OSError as error:  # the driver's own disk
                raise ResourceError(
                    f"the search cannot go on: {error}; what was done is kept: make room, and go"
                    " on with --resume"
                ) from error
        raise ResourceError(
            f"Ray Tune broke off {losses} times without finishing a trial: {_reason(lost)};"
            " what was done is kept. For want of memory, lower search.max_concurrent or"
            " fixed.batch_size, and go on with --resume"
        )

    def _run_once(self, watcher: Watcher) -> bool:
        """Say whether the search is over, not broken off by a kill for which trials answer."""
        desk = self._desk(watcher)
        if desk.is_over():
            return True
        with tempfile.TemporaryDirectory(prefix="relsearch-ray-") as scratch:
            try:
                self._tuner(desk, scratch).fit()
            except Exception as error:
                if not (self._board_lives() and _is_kill(error) and desk.run_broke_off()):
                    raise
                watcher.noted(f"Ray Tune broke off, and what ran goes on: {_reason(error)}")
                return False
            finally:
                desk.close()
        return True

    @cached_property
    def _board(self) -> Any:
        """One board for all runs, while it lives: what it says of a trial stays true."""
        number = next(self._board_numbers)  # the name of one just killed is not free at once
        return start_board(f"{self.study.folder.name}{f' ({number})' * (number > 1)}")

    @cached_property
    def _board_numbers(self) -> Iterator[int]:
        return count(1)

    def _board_lives(self) -> bool:
        """Say whether the board is still there; where it is not, the next run starts another."""
        try:
            ray.get(self._board.silent.remote(inf), timeout=10)
        except RayError:
            del self.__dict__["_board"]
            return False
        return True

    @cached_property
    def _budgets(self) -> Budgets:
        return Budgets(self._deadline, self.study.config.search.gpu_hours, self.placement.gpus)

    @cached_property
    def _blame(self) -> Blame:
        """One for all runs: what breaks off again and again does so in run after run."""
        return Blame()

    @cached_property
    def _rule(self) -> StopRule | None:
        config = self.study.config
        if not config.search.stop_below_noise:
            return None
        return StopRule(config.space, dev_rows=len(self.corpus.dev), seed=config.search.seed)

    @cached_property
    def encoders(self) -> dict[str, Parcel]:
        """Local encoders, packed once; on this machine alone everyone finds them where they are."""
        return pack_encoders(self.study.config) if self.joined else {}

    @cached_property
    def _deadline(self) -> float | None:
        """When the time is up; a run that takes the study up again gets no new budget."""
        budget = self.study.config.search.time_budget
        return None if budget is None else time.monotonic() + budget

    def _desk(self, watcher: Watcher) -> Desk:
        board = self._board
        search = self.study.config.search
        return Desk(
            study=self.study,
            journal=self.journal,
            judge=build_judge(search.scheduler, longest=self.study.config.largest("epochs")),
            watcher=watcher,
            stop=lambda number: ray.get(board.prune.remote(number)),
            disk=disk_of(self.study.config, self.study.folder.path),
            budgets=self._budgets,
            rule=self._rule,
            blame=self._blame,
        )

    def _tuner(self, desk: Desk, scratch: str) -> tune.Tuner:
        logging.getLogger("ray.tune").setLevel(logging.ERROR)
        logging.getLogger("ray.tune.execution.tune_controller").addFilter(is_news)
        config = self.study.config
        trainable = tune.with_parameters(
            run_trial,
            study=config,
            location=self.study.folder.location,
            corpus=self.corpus,
            prior=target_prior(config.search, reader=config.data.reader),
            encoders=self.encoders,
            board=self._board,
        )
        trainable.__name__ = f"trial of {self.study.folder.name}"  # its actors' name in Ray
        share = {"cpu": self.placement.cpus, "gpu": self.placement.gpus}
        searcher = StudySearcher(desk, slots=self._slots, is_lost=self._is_lost)
        return tune.Tuner(
            tune.with_resources(trainable, share),
            tune_config=tune.TuneConfig(
                search_alg=searcher,
                scheduler=StudyScheduler(desk),
                num_samples=-1,  # the desk says when it is over
                max_concurrent_trials=MOST_AT_ONCE,
                reuse_actors=True,
                trial_name_creator=lambda trial: trial_name(trial.config),
                trial_dirname_creator=lambda trial: str(trial.config["number"]),
            ),
            run_config=tune.RunConfig(
                name=self.study.folder.name,
                storage_path=scratch,
                verbose=0,
                callbacks=[StallWatch(desk, self._silent)],
            ),
        )

    def _slots(self) -> int:
        """How many trials may run now: a cluster grows and shrinks."""
        most = self.study.config.search.max_concurrent or MOST_AT_ONCE
        return min(self.placement.slots_now(), most)

    def _is_lost(self, number: int) -> bool:
        """Say whether the node that a trial ran on is gone; the trial runs no more."""
        node = ray.get(self._board.end.remote(number))
        return node is not None and is_gone(node)

    def _silent(self) -> list[int]:
        seconds = 60 * self.study.config.search.stall_minutes
        found: list[int] = ray.get(self._board.silent.remote(seconds))
        return found


def _is_kill(error: BaseException) -> bool:
    """Say whether it was that Ray killed a worker for memory; Tune raises that bare or wrapped."""
    return any(isinstance(one, OutOfMemoryError) for one in (error, error.__cause__))


def _reason(error: BaseException) -> str:
    """Return what went wrong in one line; Tune makes text of whatever its callbacks raise."""
    said = str(error).strip().splitlines() or [repr(error)]
    return said[-1] if isinstance(error, TuneError) else said[0]
