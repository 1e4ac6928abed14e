"""Workers killed for memory, and with them Ray Tune's run: who answers for it. Without Ray."""

from types import SimpleNamespace

import pytest
from ray.exceptions import OutOfMemoryError
from ray.tune import TuneError

from relsearch.errors import ResourceError
from relsearch.search.adapters import StudyScheduler
from relsearch.search.opening import open_journal
from relsearch.search.placement import Placement
from relsearch.search.run import Search
from tests.search.test_desk import Notes, end, open_desk, study_of
from tests.search.test_pruning import evaluation

WORKERS = 3


class Tuner:
    """Runs trials side by side as Ray Tune would, until the memory of one of them runs out.

    ``too_large`` says of the trials that run whether it does.
    """

    def __init__(self, study, desk, too_large):
        self.study, self.desk, self.too_large = study, desk, too_large

    def fit(self):
        running = []
        while not self.desk.is_over():
            while len(running) < WORKERS and (asked := self.desk.next()):
                running.append(asked)
            if self.too_large([asked.number for asked in running]):
                self.break_off()
            ended = running.pop(0)
            end(self.study, ended, evaluations=(evaluation(1, 70.0),))
            self.desk.finished(ended.number)

    def break_off(self):
        error = RuntimeError("Caught unexpected exception: 1 worker(s) were killed")
        raise error from OutOfMemoryError("1 worker(s) were killed")


class Bare(Tuner):
    """Raises what Ray raised, as Tune does for a worker that is killed while it starts."""

    def break_off(self):
        raise OutOfMemoryError("1 worker(s) were killed")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a search of eight trials; return its study and what was said."""

    def run(fit_or_raise, **search):
        study = study_of(tmp_path, trials=8, **search)
        journal = open_journal(study, new=True)
        one = Search(study, journal, corpus=None, placement=Placement(1, 0, WORKERS))
        one.__dict__["_board"] = None
        monkeypatch.setattr(Search, "_board_lives", lambda self: True)
        monkeypatch.setattr(Search, "_tuner", lambda self, desk, scratch: fit_or_raise(study, desk))
        notes = Notes()
        one.run(notes)
        return study, notes

    return run


def states(study):
    return {record.number: record.state for record in study.records()}


@pytest.mark.parametrize(("guilty", "tuner"), [(0, Tuner), (1, Bare), (7, Tuner)])
def test_a_trial_alone_at_fault_fails_and_its_neighbours_do_not(run, guilty, tuner):
    study, notes = run(lambda study, desk: tuner(study, desk, lambda running: guilty in running))
    assert states(study) == {n: "failed" if n == guilty else "complete" for n in range(8)}
    record = study.record(guilty)
    assert record.infeasible
    assert "while no other trial ran" in record.error
    assert notes.notes[0].startswith("Ray Tune broke off, and what ran goes on: ")
    assert notes.notes[0].endswith("1 worker(s) were killed")


def test_trials_that_are_too_large_together_all_come_to_their_end(run):
    study, _ = run(lambda study, desk: Tuner(study, desk, lambda running: len(running) > 2))
    assert set(states(study).values()) == {"complete"}


def test_what_is_no_trials_fault_ends_the_search_with_the_reason_and_fails_none(run):
    class Broken(Tuner):
        def fit(self):
            self.desk.next()
            raise TuneError("Traceback (most recent call last):\n  ...\nOSError: the disk is full")

    with pytest.raises(ResourceError, match=r"broke off 3 times .* trial: OSError: the disk is f"):
        run(lambda study, desk: Broken(study, desk, None))


def test_the_drivers_own_full_disk_ends_the_search_in_words(run):
    class Full(Tuner):
        def fit(self):
            raise OSError(28, "No space left on device", "leaderboard.csv")

    with pytest.raises(ResourceError, match=r"No space left on device: 'leaderboard\.csv'.*--res"):
        run(lambda study, desk: Full(study, desk, None))


def test_an_evaluation_clears_a_trial_of_suspicion(run):
    class Moving(Tuner):
        """Breaks off time and again, though every trial comes on."""

        runs = 0

        def fit(self):
            Moving.runs += 1
            if Moving.runs > 9:
                super().fit()
                return
            for asked in iter(self.desk.next, None):
                if asked.number >= WORKERS:
                    break
                self.desk.evaluated(asked.number, evaluation(Moving.runs, 70.0))
            assert len(self.desk._running) > 1  # none must run alone
            raise RuntimeError from OutOfMemoryError("killed")

    study, _ = run(lambda study, desk: Moving(study, desk, lambda running: False))
    assert set(states(study).values()) == {"complete"}


def kill_while_it_starts(desk, asked, folder):
    """Do as Ray Tune does when memory ends a worker before its trial began."""
    error = folder / f"error-{asked.number}.txt"
    error.write_text("1 worker(s) were killed due to the node running low on memory. ...\n")
    trial = SimpleNamespace(error_file=str(error), config={"number": asked.number})
    StudyScheduler(desk).on_trial_error(None, trial)
    desk.broken_off(asked.number)


def test_a_worker_killed_while_it_starts_beside_a_large_one_waits_for_its_end(tmp_path):
    study = study_of(tmp_path, trials=3, max_failures=1)
    desk, _ = open_desk(study, new=True)
    large, newest = desk.next(), desk.next()
    kill_while_it_starts(desk, newest, tmp_path)
    assert desk.next() == newest
    kill_while_it_starts(desk, newest, tmp_path)
    assert desk.next() is None
    for take in (lambda: large, desk.next):
        asked = take()
        end(study, asked, evaluations=(evaluation(1, 70.0),))
        desk.finished(asked.number)
    assert desk.next() == newest
    assert desk.watcher.ended == [(0, "complete"), (2, "complete")]


def test_a_worker_killed_while_it_starts_alone_is_infeasible_when_that_happens_too_often(tmp_path):
    study = study_of(tmp_path, trials=1, max_failures=1)
    desk, _ = open_desk(study, new=True)
    for _ in range(2):
        kill_while_it_starts(desk, desk.next(), tmp_path)
    (record,) = study.records()
    assert record.infeasible
    assert desk.is_over()
