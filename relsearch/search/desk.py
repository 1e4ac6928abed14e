"""Desk: hands trials out of the journal and takes their results back in; knows nothing of Ray."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from relsearch.config import StudyConfig, is_baseline
from relsearch.search.blame import Blame
from relsearch.search.budgets import Budgets
from relsearch.search.disk import Disk
from relsearch.search.failure import NO_MEMORY, TOO_OFTEN, UNSEEN, write_failed
from relsearch.search.pruning import Judge
from relsearch.search.results import Results
from relsearch.search.stopping import BELOW_NOISE, StopRule
from relsearch.search.watch import Watcher
from relsearch.study import Asked, EvaluationRecord, Journal, Record, Study, adopt


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
    blame: Blame = field(default_factory=Blame)
    killed: set[int] = field(default_factory=set)
    """Trials that will be heard to have broken off, of whose workers memory is known to be why."""
    _waiting: deque[Asked] = field(default_factory=deque)
    _running: dict[int, Asked] = field(default_factory=dict)
    _asked: int = 0
    _paused: bool = False
    _stopped: bool = False
    _noted: bool = False
    _seen: dict[int, list[EvaluationRecord]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # An earlier desk, of this driver too, may have gone between a trial's record and its end.
        adopted = adopt(self.study, self.journal)
        self._results = Results(self.study)
        self._waiting.extend(self.journal.interrupted())
        self._asked = self.journal.asked()
        self._replay()
        if adopted:
            self._share_journal()
        for record in adopted:
            self.watcher.finished(record)
        if self._may_ask():
            self._consult_rule()

    def _replay(self) -> None:
        """Judge what was seen before as it came, and post what is judged out but goes on."""
        arrivals = self.journal.arrivals()
        for number, evaluation in arrivals:
            self._seen.setdefault(number, []).append(evaluation)
        for seen in self._seen.values():
            seen.sort(key=lambda evaluation: evaluation.number)
        interrupted = {asked.number for asked in self._waiting}
        for number in interrupted.intersection(self.judge.replay(arrivals)):
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
        return not self._running and (self._is_spent() or not (self._waiting or self._may_ask()))

    def next(self) -> Asked | None:
        """Return a trial that was broken off, else a new one; None when none may start now.

        One that is to run alone comes after all others, when nothing else runs.
        """
        waiting = self._next_waiting()
        if not (waiting or self._may_ask()) or self._must_wait() or not self._has_room(waiting):
            return None
        asked = waiting or self._ask()
        if waiting:
            self._waiting.remove(waiting)
        self._running[asked.number] = asked
        self.watcher.started(asked.number, asked.values)
        return asked

    def _next_waiting(self) -> Asked | None:
        """Return the broken-off trial that may start now, if there is one."""
        for asked in self._waiting:
            if not self._wants_alone(asked.number):
                return asked
        if self._waiting and not (self._running or self._may_ask()):
            return self._waiting[0]
        return None

    def _must_wait(self) -> bool:
        """Say whether nothing at all may start now."""
        return self._is_spent() or any(self._wants_alone(number) for number in self._running)

    def _ask(self) -> Asked:
        asked = self.journal.ask()
        self._share_journal()  # before the trial starts, or its number might be given again
        self._asked += 1
        return asked

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Store an evaluation once, and stop the trial when the judge or a budget says so."""
        seen = self._seen.setdefault(number, [])
        if any(evaluation.number == earlier.number for earlier in seen):
            return  # a resumed trial repeats what it had reported
        seen.append(evaluation)
        self.journal.report(number, evaluation)
        self.blame.beside.pop(number, None)
        self.watcher.evaluated(number, evaluation)
        if not self._goes_on(number, evaluation) or self._is_spent():
            self.stop(number)

    def _goes_on(self, number: int, evaluation: EvaluationRecord) -> bool:
        """Ask the judge; a baseline goes on all the same, or beating it would prove little."""
        return self.judge.keeps(number, evaluation) or self._is_baseline(number)

    def _is_baseline(self, number: int) -> bool:
        return is_baseline(self.config, number, self.journal.values(number))

    def broken_off(self, number: int, *, lost: bool = False) -> None:
        """Have a trial go on where its resume state stands, or end it when it breaks too often.

        A trial that was ``lost`` with its node, or that a full disk ended, is not to blame; one
        that was ``killed`` for memory is only where it ran alone.
        """
        if killed := number in self.killed:
            self.killed.remove(number)
            self.blame.broke_off([*self._running])
        elif not (lost or self._lacks(number)):
            self.blame.alone[number] += 1
        place = self.study.folder.trial(number)
        place.refresh()
        if place.record.is_file() or self._is_proven(number):
            self._end(number, NO_MEMORY if killed else TOO_OFTEN)
        else:
            self._waiting.append(self._running.pop(number))

    def run_broke_off(self) -> bool:
        """Hear that a kill for memory ended all that ran, to go on at the next desk, if anything.

        A trial that came to that alone, more often than it may, has failed.
        """
        self.blame.broke_off(running := [*self._running])
        if len(running) == 1 and self._is_proven(running[0]):
            self._end(running[0], NO_MEMORY)
        return bool(running)

    def _is_proven(self, number: int) -> bool:
        return self.blame.alone[number] > self.config.search.max_failures

    def _wants_alone(self, number: int) -> bool:
        return self.blame.suspicion(number) > self.config.search.max_failures

    def finished(self, number: int) -> None:
        """Take in a trial whose worker has ended it; one without a record has failed."""
        self._end(number, UNSEEN)

    def _end(self, number: int, why: str) -> None:
        """Keep what the trial's record says; ``why`` is for one that has none.

        The journal is told last: what it knows to have ended is then on the leaderboard too.
        """
        self._running.pop(number, None)
        place = self.study.folder.trial(number)
        place.refresh()
        if not place.record.is_file():
            seen = self._seen.get(number, ())
            write_failed(self.study, number, self.journal.values(number), seen, why=why)
        record = Record.load(place.record)
        self._catch_up(record)
        self._results.add(record)
        if not (self._running or self._waiting or self._may_ask()):
            self._results.write()
        self.journal.tell(number, record.state, best=record.score, infeasible=record.infeasible)
        self._share_journal()
        self.watcher.finished(record)
        self._consult_rule()

    def close(self) -> None:
        """Write what waits to be written; call it however the search ends."""
        self._results.write()

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
        return self._asked < self.config.trials and not (self._stopped or self._is_spent())

    def _is_spent(self) -> bool:
        """Say whether a budget is spent, and tell the watcher once of trials that this concerns."""
        why = self.budgets.spent(self._seen)
        if why and not self._noted and (self._running or self.left):
            self._noted = True
            self.watcher.noted(f"no trial starts any more: {why}")
        return why is not None

    def _consult_rule(self) -> None:
        """End the search when the rule says so; what runs already runs on."""
        if self.rule and not self._stopped and self.rule.says_stop(self._results.records()):
            self._stopped = True
            self.watcher.noted(f"no new trial starts: {BELOW_NOISE}")

    def _lacks(self, number: int | None = None) -> str | None:
        """Say what the disk lacks for a new trial, or for one that goes on where it stands."""
        place = None if number is None else self.study.folder.trial(number).path
        return self.disk.want(place) if self.disk else None

    def _has_room(self, waiting: Asked | None) -> bool:
        """Say whether the disk takes one more trial; tell the watcher when that changes."""
        want = self._lacks(waiting.number if waiting else None)
        if want and not self._paused:
            self.watcher.noted(f"no new trial starts for now: {want}; free some")
        elif self._paused and not want:
            self.watcher.noted("there is room on the disk again: trials go on")
        self._paused = want is not None
        return not self._paused

    def _share_journal(self) -> None:
        """Keep a copy that the driver of another machine can go on from."""
        self.study.folder.mirror.send(self.study.folder.journal)
