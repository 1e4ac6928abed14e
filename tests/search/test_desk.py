"""Desk: trials handed out and taken in again, without Ray."""

import pytest

from relsearch.config import parse_study
from relsearch.search.desk import Desk
from relsearch.search.opening import open_journal, queue
from relsearch.search.pruning import build_judge
from relsearch.search.watch import Silent
from relsearch.study import Record, StudyFolder, adopt, begin
from tests.search.test_pruning import evaluation


class Notes(Silent):
    """Remembers what it hears."""

    def __init__(self):
        self.ended = []

    def finished(self, record):
        self.ended.append((record.number, record.state))


def study_of(tmp_path, **search):
    raw = {
        "study": "desk",
        "data": {"reader": "sample"},
        "search": {"trials": 4, "sampler": {"kind": "random"}, "keep": 1, **search},
        "start_with": [{"input_format": "default", "prompt": "default"}],
        "fixed": {"encoder": "bundled/mini", "epochs": 9},
        "space": {"lr": {"low": 1e-5, "high": 1e-3}, "input_format": ["default", "entity_marker"]},
    }
    config = parse_study(raw, source="a test")
    return begin(StudyFolder(tmp_path / "desk"), config, fingerprint="rows")


def open_desk(study, *, new, **options):
    journal = open_journal(study, new=new)
    adopt(study, journal)
    posted = []
    desk = Desk(
        study=study,
        journal=journal,
        judge=build_judge(study.config.search.scheduler, longest=9),
        watcher=Notes(),
        stop=posted.append,
        **options,
    )
    return desk, posted


def end(study, asked, state="complete", evaluations=()):
    record = Record(
        number=asked.number,
        state=state,
        config=study.config.trial(asked.values),
        values=asked.values,
        evaluations=evaluations,
    )
    record.save(study.folder.trial(asked.number).record)


def test_start_with_runs_first_and_what_it_leaves_open_is_sampled(tmp_path):
    desk, _ = open_desk(study_of(tmp_path), new=True)
    first = desk.next().values
    assert first["input_format"] == first["prompt"] == "default"
    assert 1e-5 <= first["lr"] <= 1e-3


def test_the_defaults_run_after_start_with(tmp_path):
    desk, _ = open_desk(study_of(tmp_path), new=True)
    assert [desk.next().values["lr"] for _ in range(2)][1] == 2e-5


def test_no_more_trials_are_handed_out_than_asked_for(tmp_path):
    desk, _ = open_desk(study_of(tmp_path), new=True)
    assert [desk.next().number for _ in range(4)] == [0, 1, 2, 3]
    assert desk.next() is None


def test_a_trial_below_the_rung_is_posted_unless_it_is_a_baseline(tmp_path):
    desk, posted = open_desk(study_of(tmp_path), new=True)
    given, default, drawn = [desk.next().number for _ in range(3)]
    for number, score in ((given, 80.0), (default, 10.0), (drawn, 10.0)):
        desk.evaluated(number, evaluation(1, score))
    assert posted == [drawn]


def test_an_evaluation_reported_twice_counts_once(tmp_path):
    desk, posted = open_desk(study_of(tmp_path), new=True)
    asked = desk.next()
    desk.evaluated(asked.number, evaluation(1, 80.0))
    desk.evaluated(asked.number, evaluation(1, 80.0))
    assert len(desk.journal.evaluations()[asked.number]) == 1
    assert posted == []


def test_a_trial_without_a_record_has_failed_with_its_last_words(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    place = study.folder.trial(asked.number)
    place.path.mkdir(parents=True)
    place.error.write_text("Traceback\nZeroDivisionError: division by zero\n")
    desk.finished(asked.number)
    record = study.records()[0]
    assert (record.state, record.error) == ("failed", "ZeroDivisionError: division by zero")
    assert desk.watcher.ended == [(0, "failed")]


def test_a_reopened_study_hands_interrupted_trials_back_under_their_own_numbers(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    done, interrupted = desk.next(), desk.next()
    desk.evaluated(interrupted.number, evaluation(1, 50.0))
    end(study, done, evaluations=(evaluation(1, 70.0),))
    desk.finished(done.number)

    reopened, _ = open_desk(study, new=False)
    assert reopened.left == 3
    assert reopened.next() == interrupted
    assert [reopened.next().number for _ in range(2)] == [2, 3]
    assert reopened.next() is None


def test_a_record_that_the_journal_lacks_is_taken_over_not_run_again(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    end(study, asked, evaluations=(evaluation(1, 70.0),))  # the driver dies here

    reopened, _ = open_desk(study, new=False)
    assert reopened.left == 3
    assert reopened.journal.study.best_value == 70.0


def test_a_trial_judged_out_before_the_crash_is_stopped_when_it_returns(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    given, default, drawn = desk.next(), desk.next(), desk.next()
    for asked, score in ((given, 80.0), (default, 10.0), (drawn, 10.0)):
        desk.evaluated(asked.number, evaluation(1, score))

    _, posted = open_desk(study, new=False)
    assert posted == [drawn.number]


def test_the_time_budget_stops_running_trials_and_starts_no_new_ones(tmp_path):
    desk, posted = open_desk(study_of(tmp_path), new=True, deadline=float("inf"))
    asked = desk.next()
    desk.deadline = 0.0
    desk.evaluated(asked.number, evaluation(1, 80.0))
    assert posted == [asked.number]
    assert desk.next() is None


def test_checkpoints_beyond_keep_are_dropped_when_a_better_trial_ends(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    for score in (50.0, 70.0):
        asked = desk.next()
        study.folder.trial(asked.number).checkpoint.mkdir(parents=True)
        end(study, asked, evaluations=(evaluation(1, score),))
        desk.finished(asked.number)
    kept = [number for number, place in study.folder.trials() if place.checkpoint.exists()]
    assert kept == [1]


def test_a_grid_is_queued_whole_and_once(tmp_path):
    raw = {
        "study": "grid",
        "search": {"sampler": {"kind": "grid"}},
        "data": {"reader": "sample"},
        "start_with": [{"lr": 1e-4, "head": "base"}],
        "fixed": {"encoder": "bundled/mini"},
        "space": {"lr": [1e-4, 2e-4], "head": ["base", "bigru"]},
    }
    config = parse_study(raw, source="a test")
    queued = queue(config)
    assert queued[0] == {"lr": 1e-4, "head": "base"}
    assert config.trials == len(queued) == 4
    assert len({tuple(sorted(values.items())) for values in queued}) == 4


@pytest.mark.parametrize("kind", ["tpe", "random", "cmaes"])
def test_a_reopened_sampler_does_not_repeat_its_draws(tmp_path, kind):
    study = study_of(tmp_path, sampler={"kind": kind})
    desk, _ = open_desk(study, new=True)
    drawn = [desk.next().values["lr"] for _ in range(3)][1:]
    for number in range(3):
        desk.journal.tell(number, "failed")
    reopened, _ = open_desk(study, new=False)
    assert reopened.next().values["lr"] not in drawn
