"""Desk: hands trials out of the journal and takes their results back in; knows nothing of Ray."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from relsearch.config import StudyConfig, is_baseline
from relsearch.search.pruning import Judge
from relsearch.search.watch import Watcher
from relsearch.study import Asked, EvaluationRecord, Journal, Record, Study, TrialFolder
from relsearch.study.ledger import drop_checkpoints


@dataclass
class Desk:
    """The driver's side of a search: which trial is next, which goes on, which is done."""

    study: Study
    journal: Journal
    judge: Judge
    watcher: Watcher
    stop: Callable[[int], None]
    deadline: float | None = None
    _interrupted: deque[Asked] = field(default_factory=deque)
    _asked: int = 0
    _seen: dict[int, list[EvaluationRecord]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._interrupted.extend(self.journal.interrupted())
        self._asked = self.journal.asked()
        self._seen = {
            number: list(seen) for number, seen in self.journal.evaluations().items() if seen
        }
        for number in self.judge.replay(self._seen):
            if not self._is_baseline(number):
                self.stop(number)  # judged out, but its driver died before it could end

    @property
    def config(self) -> StudyConfig:
        """The study's configuration."""
        return self.study.config

    @property
    def left(self) -> int:
        """How many trials are still to be handed out."""
        return len(self._interrupted) + max(0, self.config.trials - self._asked)

    def next(self) -> Asked | None:
        """Return an interrupted trial, else a new one; None when there is none left."""
        if self._interrupted:
            asked = self._interrupted.popleft()
        elif self._asked < self.config.trials and not self.is_late():
            asked = self.journal.ask()
            self._asked += 1
        else:
            return None
        self.watcher.started(asked.number, asked.values)
        return asked

    def is_late(self) -> bool:
        """Say whether the time budget is spent."""
        return self.deadline is not None and time.monotonic() > self.deadline

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Store an evaluation once, and stop the trial when the judge or the clock says so."""
        seen = self._seen.setdefault(number, [])
        if any(evaluation.number == earlier.number for earlier in seen):
            return  # a resumed trial repeats what it had reported
        seen.append(evaluation)
        self.journal.report(number, evaluation)
        self.watcher.evaluated(number, evaluation)
        if not self._goes_on(number, evaluation) or self.is_late():
            self.stop(number)

    def _goes_on(self, number: int, evaluation: EvaluationRecord) -> bool:
        """Ask the judge; a baseline goes on all the same, or beating it would prove little."""
        return self.judge.keeps(number, evaluation) or self._is_baseline(number)

    def _is_baseline(self, number: int) -> bool:
        return is_baseline(self.config, number, self.journal.values(number))

    def finished(self, number: int) -> None:
        """Tell the journal what the trial's record says; a trial without one has failed."""
        place = self.study.folder.trial(number)
        if not place.record.is_file():
            self._write_failed(number)
        record = Record.load(place.record)
        self.journal.tell(number, record.state, best=record.score)
        drop_checkpoints(self.study, keep=self.config.search.keep)
        self.study.write_leaderboard()
        self.watcher.finished(record)

    def _write_failed(self, number: int) -> None:
        """Keep what a lost trial had reported."""
        values = self.journal.values(number)
        record = Record(
            number=number,
            state="failed",
            config=self.config.trial(values),
            values=values,
            evaluations=tuple(self._seen.get(number, ())),
            error=_last_words(self.study.folder.trial(number)),
        )
        record.save(self.study.folder.trial(number).record)


def _last_words(place: TrialFolder) -> str:
    """The last line of the traceback that the worker left, if it could."""
    if place.error.is_file():
        return place.error.read_text(encoding="utf-8").strip().splitlines()[-1]
    return "its worker was lost more often than search.max_failures allows"
