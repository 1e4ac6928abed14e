"""Desk: trials handed out and taken in again, without Ray."""

from types import SimpleNamespace

import pytest

from relsearch.config import is_baseline, parse_study
from relsearch.search.budgets import Budgets
from relsearch.search.desk import Desk
from relsearch.search.disk import Disk
from relsearch.search.opening import open_journal, queue
from relsearch.search.pruning import build_judge
from relsearch.search.watch import Silent
from relsearch.study import Record, StudyFolder, begin, take_up
from tests.search.test_pruning import evaluation


class Notes(Silent):
    """Remembers what it hears."""

    def __init__(self):
        self.ended = []
        self.notes = []

    def finished(self, record):
        self.ended.append((record.number, record.state))

    def noted(self, sentence):
        self.notes.append(sentence)


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
    posted = []
    desk = Desk(
        study=study,
        journal=journal,
        judge=build_judge(study.config.search.scheduler, longest=9),
        watcher=Notes(),
        stop=posted.append,
        **{"disk": Disk(study.folder.path, 0, free=lambda folder: 10**12), **options},
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


def test_evaluations_that_an_earlier_driver_died_with_are_taken_over_from_the_record(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    desk.evaluated(asked.number, evaluation(2, 60.0))
    end(study, asked, evaluations=(evaluation(1, 40.0), evaluation(2, 60.0)))
    desk.finished(asked.number)
    assert desk.journal.study.trials[asked.number].intermediate_values == {1: 40.0, 2: 60.0}


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


def test_a_trial_that_ended_well_without_a_record_here_says_that_the_folder_is_not_shared(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    desk.finished(desk.next().number)
    error = study.records()[0].error
    assert "the results folder is not shared by the machines. Give --results s3://" in error


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
    assert reopened.watcher.ended == [(0, "complete")]


def test_a_second_desk_of_the_same_driver_does_not_run_a_finished_trial_again(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    done, running = desk.next(), desk.next()
    end(study, done, evaluations=(evaluation(1, 70.0),))  # Ray Tune breaks off here
    second = Desk(study, desk.journal, desk.judge, Notes(), stop=[].append)
    assert second.watcher.ended == [(done.number, "complete")]
    assert second.next() == running
    assert [second.next().number for _ in range(2)] == [2, 3]


def test_weights_beyond_keep_of_a_trial_that_ended_unseen_are_dropped(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    for score in (50.0, 70.0):
        asked = desk.next()
        study.folder.trial(asked.number).checkpoint.mkdir(parents=True)
        end(study, asked, evaluations=(evaluation(1, score),))
    open_desk(study, new=False)
    kept = [number for number, place in study.folder.trials() if place.checkpoint.exists()]
    assert kept == [1]


def test_the_journal_is_told_of_the_last_trial_when_the_leaderboard_has_it(tmp_path, monkeypatch):
    study = study_of(tmp_path, trials=2)
    desk, _ = open_desk(study, new=True)
    for asked in (desk.next(), desk.next()):
        end(study, asked, evaluations=(evaluation(1, 70.0),))
    desk.finished(0)
    monkeypatch.setattr(desk.journal, "tell", None)  # where the driver is killed
    with pytest.raises(TypeError):
        desk.finished(1)
    assert len(study.folder.leaderboard.read_text().splitlines()) == 3


def test_a_trial_that_was_let_pass_is_let_pass_by_the_next_driver_too(tmp_path):
    study = study_of(tmp_path, trials=9)
    desk, posted = open_desk(study, new=True)
    asked = [desk.next().number for _ in range(5)]
    for number, score in ((4, 50.0), (2, 80.0), (3, 80.0)):  # the last handed out comes first
        desk.evaluated(asked[number], evaluation(1, score))
    assert posted == []
    _, posted = open_desk(study, new=False)
    assert posted == []


def test_a_trial_judged_out_before_the_crash_is_stopped_when_it_returns(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    given, default, drawn = desk.next(), desk.next(), desk.next()
    for asked, score in ((given, 80.0), (default, 10.0), (drawn, 10.0)):
        desk.evaluated(asked.number, evaluation(1, score))

    _, posted = open_desk(study, new=False)
    assert posted == [drawn.number]


def test_the_time_budget_stops_running_trials_and_starts_no_new_ones(tmp_path):
    desk, posted = open_desk(study_of(tmp_path), new=True)
    asked = desk.next()
    desk.budgets = Budgets(deadline=0.0)
    desk.evaluated(asked.number, evaluation(1, 80.0))
    assert posted == [asked.number]
    assert desk.next() is None


def test_a_trial_that_was_broken_off_does_not_start_when_a_budget_is_spent(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    desk.evaluated(asked.number, evaluation(1, 80.0))
    reopened, _ = open_desk(study, new=False, budgets=Budgets(deadline=0.0))
    assert (reopened.next(), reopened.is_over()) == (None, True)
    third, _ = open_desk(study, new=False)  # with time again
    assert third.next() == asked


@pytest.mark.parametrize(
    ("budgets", "said"),
    [
        (Budgets(deadline=0.0), "search.time_budget is spent; --resume gives as much again"),
        (
            Budgets(gpu_hours=20 / 3600, gpus=1),
            "search.gpu_hours is spent: 0.00833 of 0.00555556; --resume with"
            " --set search.gpu_hours=MORE goes on",
        ),
    ],
    ids=["time", "GPU-hours"],
)
def test_a_resumed_search_says_once_which_budget_is_spent(tmp_path, budgets, said):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    desk.evaluated(desk.next().number, evaluation(1, 80.0, seconds=30))
    reopened, _ = open_desk(study, new=False, budgets=budgets)
    assert reopened.is_over()
    assert reopened.watcher.notes == [f"no trial starts any more: {said}"]


def test_a_search_that_has_run_every_trial_says_nothing_of_its_budget(tmp_path):
    study = study_of(tmp_path, trials=1)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    end(study, asked, evaluations=(evaluation(1, 70.0),))
    desk.finished(asked.number)
    desk.budgets = Budgets(deadline=0.0)
    assert desk.is_over()
    assert desk.watcher.notes == []


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


def test_a_finished_trial_costs_no_look_at_those_before_it(tmp_path, monkeypatch):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    monkeypatch.setattr(type(study), "records", None)
    asked = desk.next()
    end(study, asked, evaluations=(evaluation(1, 70.0),))
    desk.finished(asked.number)
    assert desk.watcher.ended == [(0, "complete")]


def test_a_closed_desk_leaves_every_trial_on_the_leaderboard(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    for score in (50.0, 70.0):  # the second within seconds of the first
        asked = desk.next()
        end(study, asked, evaluations=(evaluation(1, score),))
        desk.finished(asked.number)
    desk.close()
    written = study.folder.leaderboard.read_text(encoding="utf-8")
    study.write_leaderboard()
    assert written == study.folder.leaderboard.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 3


def test_a_reopened_desk_leaves_earlier_trials_on_the_leaderboard(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    first, second = desk.next(), desk.next()
    end(study, first, evaluations=(evaluation(1, 50.0),))
    desk.finished(first.number)
    reopened, _ = open_desk(study, new=False)
    reopened.next()
    end(study, second, evaluations=(evaluation(1, 70.0),))
    reopened.finished(second.number)
    reopened.close()
    written = study.folder.leaderboard.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:2] for line in written[1:]] == [["1", "1"], ["2", "0"]]


def grid_of(start_with, lr=(1e-4, 2e-4)):
    raw = {
        "study": "grid",
        "search": {"sampler": {"kind": "grid"}},
        "data": {"reader": "sample"},
        "start_with": start_with,
        "fixed": {"encoder": "bundled/mini"},
        "space": {"lr": list(lr), "head": ["base", "bigru"]},
    }
    return parse_study(raw, source="a test")


def once(runs):
    return len({tuple(sorted(values.items())) for values in runs}) == len(runs)


@pytest.mark.parametrize(
    ("start_with", "first"),
    [
        ([{"lr": 1e-4, "head": "base"}], [{"lr": 1e-4, "head": "base"}]),
        (
            [{"head": "bigru"}, {"lr": 1e-4}, {"head": "bigru"}],
            [
                {"lr": 1e-4, "head": "bigru"},
                {"lr": 1e-4, "head": "base"},
                {"lr": 2e-4, "head": "bigru"},
            ],
        ),
        ([{"head": "base", "prompt": "s_and_o"}], [{"lr": 1e-4, "head": "base"}]),
    ],
)
def test_a_grid_is_queued_whole_and_once(start_with, first):
    config = grid_of(start_with)
    queued = queue(config)
    assert queued[: len(first)] == first
    assert config.trials == len(queued) == 4
    assert once(queued)
    assert all(is_baseline(config, number, values) for number, values in enumerate(first))


def test_a_run_beside_the_grid_takes_no_combination_from_it():
    config = grid_of([{"prompt": "quiz"}, {"prompt": "quiz", "lr": 1e-4, "head": "base"}])
    queued = queue(config)
    assert queued[0] == {"prompt": "quiz", "lr": 1e-4, "head": "base"}
    assert config.trials == len(queued) == 5
    assert once(queued)


def test_a_grid_that_has_gained_choices_runs_their_combinations_once(tmp_path):
    narrow, wide = grid_of([{"head": "bigru"}]), grid_of([{"head": "bigru"}], (5e-5, 1e-4, 2e-4))
    study = begin(StudyFolder(tmp_path / "grid"), narrow, fingerprint="rows")
    journal = open_journal(study, new=True)
    asked = [journal.ask().values for _ in range(3)]
    study, _ = take_up(study.folder, wide, fingerprint="rows", force_space=True)
    for left in (3, 0):
        journal = open_journal(study, new=False)
        asked += [journal.ask().values for _ in range(left)]
    assert once(asked)
    assert len(asked) == study.config.trials == 6


IMPORTED = {"kind": "import", "path": "optuna.samplers:RandomSampler", "arguments": {"seed": 7}}


@pytest.mark.parametrize(
    "sampler", [*({"kind": kind} for kind in ("tpe", "gp", "random", "cmaes")), IMPORTED]
)
def test_a_reopened_sampler_does_not_repeat_its_draws(tmp_path, sampler):
    study = study_of(tmp_path, sampler=sampler)
    desk, _ = open_desk(study, new=True)
    drawn = [desk.next().values["lr"] for _ in range(3)]
    for number in range(3):
        desk.journal.tell(number, "failed")
    reopened, _ = open_desk(study, new=False)
    assert reopened.next().values["lr"] not in drawn


def test_gpu_hours_end_a_search_as_its_time_does(tmp_path):
    desk, posted = open_desk(
        study_of(tmp_path), new=True, budgets=Budgets(gpu_hours=20 / 3600, gpus=0.5)
    )
    first, second = desk.next(), desk.next()
    desk.evaluated(first.number, evaluation(1, 80.0, seconds=30))  # 15 GPU-seconds
    assert posted == []
    desk.evaluated(second.number, evaluation(1, 80.0, seconds=10))
    assert posted == [second.number]
    assert desk.next() is None


def test_a_trial_that_breaks_off_goes_on_under_its_number_until_it_broke_too_often(tmp_path):
    desk, _ = open_desk(study_of(tmp_path, max_failures=1), new=True)
    asked = desk.next()
    desk.broken_off(asked.number)
    assert desk.next() == asked
    desk.broken_off(asked.number)
    assert desk.watcher.ended == [(asked.number, "failed")]
    assert desk.next().number == 1


def test_a_lost_node_is_no_failure_of_its_trials(tmp_path):
    desk, _ = open_desk(study_of(tmp_path, max_failures=0), new=True)
    asked = desk.next()
    for _ in range(5):
        desk.broken_off(asked.number, lost=True)
        assert desk.next() == asked
    assert desk.watcher.ended == []


def test_a_trial_that_broke_off_after_its_record_was_written_has_finished(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    end(study, asked, evaluations=(evaluation(1, 70.0),))
    desk.broken_off(asked.number)
    assert desk.watcher.ended == [(asked.number, "complete")]


def test_the_search_is_over_when_its_last_trial_can_no_longer_break_off(tmp_path):
    study = study_of(tmp_path, trials=1)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    assert desk.next() is None
    assert not desk.is_over()
    desk.broken_off(asked.number)
    assert not desk.is_over()
    end(study, desk.next(), evaluations=(evaluation(1, 70.0),))
    desk.finished(asked.number)
    assert desk.is_over()


def test_a_full_disk_pauses_new_trials_says_so_once_and_blames_no_trial(tmp_path):
    room = [10**12]
    study = study_of(tmp_path, max_failures=0)
    disk = Disk(study.folder.path, trial_bytes=10**9, free=lambda folder: room[0])
    desk, _ = open_desk(study, new=True, disk=disk)
    asked = desk.next()
    room[0] = 10**8
    desk.broken_off(asked.number)  # it met the full disk itself
    assert [desk.next() for _ in range(3)] == [None] * 3
    assert not desk.is_over()
    (note,) = desk.watcher.notes
    assert note.startswith("no new trial starts for now: the disk has 0.1 GB free")
    room[0] = 10**12
    assert desk.next() == asked
    assert desk.watcher.notes[1:] == ["there is room on the disk again: trials go on"]


def test_a_disk_budget_counts_the_studys_own_files(tmp_path):
    study = study_of(tmp_path)
    room = {"trial_bytes": 1e6, "budget": 2e6, "free": lambda folder: 10**12, "every": 0.0}
    disk = Disk(study.folder.path, **room)
    desk, _ = open_desk(study, new=True, disk=disk)
    assert desk.next()
    (study.folder.path / "large").write_bytes(bytes(1_500_000))
    assert desk.next() is None
    assert "search.disk_budget" in desk.watcher.notes[0]


def test_an_interrupted_trial_goes_on_within_the_smallest_budget(tmp_path):
    study = study_of(tmp_path)
    size = {"trial_bytes": 1e6, "budget": 1.3e6, "free": lambda folder: 10**12, "every": 0.0}
    disk = Disk(study.folder.path, **size)
    desk, _ = open_desk(study, new=True, disk=disk)
    asked = desk.next()
    state = study.folder.trial(asked.number).resume
    state.mkdir(parents=True)
    (state / "weights").write_bytes(bytes(900_000))
    desk.broken_off(asked.number)
    assert desk.next() == asked
    assert desk.next() is None  # a new one has no room beside it


def test_an_infeasible_trial_violates_a_constraint_and_is_worth_nothing(tmp_path):
    study = study_of(tmp_path)
    desk, _ = open_desk(study, new=True)
    asked = desk.next()
    record = Record(
        number=asked.number,
        state="failed",
        config=study.config.trial(asked.values),
        values=asked.values,
        error="too much memory",
        infeasible=True,
    )
    record.save(study.folder.trial(asked.number).record)
    desk.finished(asked.number)
    trial = desk.journal.study.trials[asked.number]
    assert trial.state.name == "COMPLETE"
    assert (trial.value, trial.constraints) == (0.0, {"memory": 1.0})
    assert study.ranked() == []


@pytest.mark.parametrize("kind", ["tpe", "gp"])
def test_samplers_keep_away_from_what_is_infeasible(tmp_path, kind):
    study = study_of(tmp_path, trials=100, sampler={"kind": kind, "startup_trials": 5})
    desk, _ = open_desk(study, new=True)
    drawn = []
    for _ in range(30):
        asked = desk.next()
        drawn.append(asked.values["lr"])
        too_large = asked.values["lr"] > 3e-4
        score = 1e4 * asked.values["lr"]  # the better, the nearer to what is too large
        desk.journal.tell(asked.number, "complete", best=score, infeasible=too_large)
    assert sum(lr > 3e-4 for lr in drawn[10:]) < 10


def test_a_rule_ends_the_search_and_what_runs_runs_on(tmp_path):
    study = study_of(tmp_path)
    rule = SimpleNamespace(says_stop=lambda records: len(records) == 1)
    desk, posted = open_desk(study, new=True, rule=rule)
    first, second = desk.next(), desk.next()
    end(study, first, evaluations=(evaluation(1, 70.0),))
    desk.finished(first.number)
    assert desk.next() is None
    assert (desk.is_over(), posted) == (False, [])
    end(study, second, evaluations=(evaluation(1, 70.0),))
    desk.finished(second.number)
    assert desk.is_over()
    assert len(desk.watcher.notes) == 1


def test_a_resumed_search_that_its_rule_had_ended_says_so_and_starts_nothing(tmp_path):
    study = study_of(tmp_path)
    open_desk(study, new=True)
    rule = SimpleNamespace(says_stop=lambda records: True)
    desk, _ = open_desk(study, new=False, rule=rule)
    assert desk.is_over()
    (note,) = desk.watcher.notes
    assert "--set search.stop_below_noise=false goes on all the same" in note
