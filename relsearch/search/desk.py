"""Desk: hands trials out of the journal and takes their results back in; knows nothing of Ray."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from relsearch.config import StudyConfig, is_baseline
from relsearch.search.budgets import Budgets
from relsearch.search.disk import Disk
from relsearch.search.pruning import Judge
from relsearch.search.stopping import StopRule
from relsearch.search.watch import Watcher
from relsearch.study import Asked, EvaluationRecord, Journal, Record, Study, TrialFolder
from relsearch.study.leaderboard import RunningLeaderboard
from relsearch.study.ledger import Ledger


@dataclass
class Desk:
    """The driver's side of a search: which trial is next, which goes on, which is done."""

    study: Study
    journal: Journal
    judge: Judge
    watcher: Watcher
    stop: Callable[[int], None]
    disk: Disk | None = None
    budgets: Budgets = field(default_factory=Budgets)
    rule: StopRule | None = None
    _waiting: deque[Asked] = field(default_factory=deque)
    _running: dict[int, Asked] = field(default_factory=dict)
    _breaks: Counter[int] = field(default_factory=Counter)
    _asked: int = 0
    _paused: bool = False
    _stopped: bool = False
    _seen: dict[int, list[EvaluationRecord]] = field(default_factory=dict)
    _records: dict[int, Record] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Read once: what a finished trial costs must not grow with those before it.
        self._records = {record.number: record for record in self.study.records()}
        keep = self.config.search.keep
        self._ledger = Ledger(self.study, self._records.values(), keep=keep)
        self._leaderboard = RunningLeaderboard(
            self.study.folder, self.config.columns, self._records.values()
        )
        self._waiting.extend(self.journal.interrupted())
        self._asked = self.journal.asked()
        self._seen = {
            number: list(seen) for number, seen in self.journal.evaluations().items() if seen
        }
        interrupted = {asked.number for asked in self._waiting}
        for number in interrupted.intersection(self.judge.replay(self._seen)):
            if not self._is_baseline(number):
                self.stop(number)  # judged out, but its driver died before it could end

    @property
    def config(self) -> StudyConfig:
        """The study's configuration."""
        return self.study.config

    @property
    def left(self) -> int:
        """How many trials are still to be handed out."""
        return len(self._waiting) + max(0, self.config.trials - self._asked)

    def is_over(self) -> bool:
        """Say whether no trial runs and none is to follow."""
        return not self._running and not self._waiting and not self._may_ask()

    def next(self) -> Asked | None:
        """Return a trial that was broken off, else a new one; None when none may start now."""
        if not (self._waiting or self._may_ask()) or not self._has_room():
            return None
        if self._waiting:
            asked = self._waiting.popleft()
        else:
            asked = self.journal.ask()
            self._share_journal()  # before the trial starts, or its number might be given again
            self._asked += 1
        self._running[asked.number] = asked
        self.watcher.started(asked.number, asked.values)
        return asked

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Store an evaluation once, and stop the trial when the judge or a budget says so."""
        seen = self._seen.setdefault(number, [])
        if any(evaluation.number == earlier.number for earlier in seen):
            return  # a resumed trial repeats what it had reported
        seen.append(evaluation)
        self.journal.report(number, evaluation)
        self.watcher.evaluated(number, evaluation)
        if not self._goes_on(number, evaluation) or self.budgets.is_spent(self._seen):
            self.stop(number)

    def _goes_on(self, number: int, evaluation: EvaluationRecord) -> bool:
        """Ask the judge; a baseline goes on all the same, or beating it would prove little."""
        return self.judge.keeps(number, evaluation) or self._is_baseline(number)

    def _is_baseline(self, number: int) -> bool:
        return is_baseline(self.config, number, self.journal.values(number))

    def broken_off(self, number: int, *, lost: bool = False) -> None:
        """Have a trial go on where its resume state stands, or end it when it breaks too often.

        A trial that was ``lost`` with its node, or that a full disk ended, is not to blame.
        """
        if not (lost or self._lacks(number)):
            self._breaks[number] += 1
        place = self.study.folder.trial(number)
        place.refresh()
        if place.record.is_file() or self._breaks[number] > self.config.search.max_failures:
            self.finished(number)
        else:
            self._waiting.append(self._running.pop(number))

    def finished(self, number: int) -> None:
        """Tell the journal what the trial's record says; a trial without one has failed."""
        self._running.pop(number, None)
        place = self.study.folder.trial(number)
        place.refresh()
        if not place.record.is_file():
            self._write_failed(number)
        record = Record.load(place.record)
        self._catch_up(record)
        self.journal.tell(number, record.state, best=record.score, infeasible=record.infeasible)
        self._share_journal()
        self._records[number] = record
        self._ledger.add(record)
        self._leaderboard.add(record)
        self.watcher.finished(record)
        self._consult_rule()

    def close(self) -> None:
        """Write what waits to be written; call it however the search ends."""
        self._leaderboard.write()

    def _catch_up(self, record: Record) -> None:
        """Take evaluations over that an earlier driver died with: a storage has its last journal,
        which it sent before them, while the trial went on after them."""
        seen = self._seen.setdefault(record.number, [])
        known = {earlier.number for earlier in seen}
        for evaluation in record.evaluations:
            if evaluation.number not in known:
                seen.append(evaluation)
                self.journal.report(record.number, evaluation)
                self.judge.keeps(record.number, evaluation)

    def _may_ask(self) -> bool:
        spent = self._stopped or self.budgets.is_spent(self._seen)
        return self._asked < self.config.trials and not spent

    def _consult_rule(self) -> None:
        """End the search when the rule says so; what runs already runs on."""
        if self.rule and not self._stopped and self.rule.says_stop([*self._records.values()]):
            self._stopped = True
            self.watcher.noted("no new trial starts: what one may gain is below the scores' noise")

    def _lacks(self, number: int | None = None) -> str | None:
        """Say what the disk lacks for a new trial, or for one that goes on where it stands."""
        place = None if number is None else self.study.folder.trial(number).path
        return self.disk.want(place) if self.disk else None

    def _has_room(self) -> bool:
        """Say whether the disk takes one more trial; tell the watcher when that changes."""
        want = self._lacks(self._waiting[0].number if self._waiting else None)
        if want and not self._paused:
            self.watcher.noted(f"no new trial starts for now: {want}; free some")
        elif self._paused and not want:
            self.watcher.noted("there is room on the disk again: trials go on")
        self._paused = want is not None
        return not self._paused

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
        self.study.folder.trial(number).share()

    def _share_journal(self) -> None:
        """Keep a copy that the driver of another machine can go on from."""
        self.study.folder.mirror.send(self.study.folder.journal)


def _last_words(place: TrialFolder) -> str:
    """The last line of the traceback that the worker left, if it could."""
    if place.error.is_file():
        return place.error.read_text(encoding="utf-8").strip().splitlines()[-1]
    return "its worker was lost more often than search.max_failures allows"
