"""The journal: trials asked from it, reported and told to it, before and after a restart."""

import json
import os
import resource
import time
from contextlib import contextmanager

import pytest
from optuna.trial import TrialState

from relsearch.config import Choice
from relsearch.errors import ResourceError, StudyError
from relsearch.study import mend
from tests.study.conftest import OWN_PROMPT


def test_a_trial_has_a_value_for_every_key_whose_condition_holds(journals):
    journal = journals.create()
    for values in (journal.ask().values for _ in range(20)):
        conditional = {"head_norm"} if values["head"] == "bilstm" else set()
        assert values.keys() == {"lr", "epochs", "head", "prompt"} | conditional


def test_a_range_of_a_whole_number_gives_whole_numbers(journals):
    assert isinstance(journals.create().ask().values["epochs"], int)


def test_a_choice_may_be_a_mapping(journals):
    journal = journals.create()
    prompts = [journal.ask().values["prompt"] for _ in range(20)]
    assert OWN_PROMPT in prompts
    assert "quiz" in prompts


def test_the_queue_is_asked_first_and_in_order(journals):
    journal = journals.create([{"lr": 2e-5}, {"lr": 3e-5}])
    assert [journal.ask().values["lr"] for _ in range(2)] == [2e-5, 3e-5]


def test_what_a_queued_configuration_leaves_open_is_sampled(journals):
    values = journals.create([{"lr": 2e-5}]).ask().values
    assert {"epochs", "head", "prompt"} <= values.keys()


def test_a_queued_key_that_is_not_searched_travels_with_the_trial(journals):
    journal = journals.create([{"lr": 2e-5, "input_format": "default"}])
    assert journal.ask().values["input_format"] == "default"
    assert "input_format" not in journal.ask().values


def test_a_mapping_can_be_queued(journals):
    assert journals.create([{"prompt": OWN_PROMPT}]).ask().values["prompt"] == OWN_PROMPT


def test_the_queue_outlives_its_driver(journals):
    journals.create([{"lr": 2e-5}])
    assert journals.reopen().ask().values["lr"] == 2e-5


def test_interrupted_trials_come_back_under_their_numbers_with_their_values(journals):
    journal = journals.create()
    asked = [journal.ask() for _ in range(3)]
    journal.tell(1, "failed")
    reopened = journals.reopen()
    assert reopened.interrupted() == [asked[0], asked[2]]
    assert reopened.values(2) == asked[2].values
    assert reopened.unfinished() == {0, 2}


def test_an_interrupted_trial_can_be_reported_and_told(journals, evaluation):
    journals.create().ask()
    reopened = journals.reopen()
    reopened.report(0, evaluation(1, 60.0))
    reopened.tell(0, "complete", best=60.0)
    (trial,) = journals.reopen().study.trials
    assert (trial.state, trial.value) == (TrialState.COMPLETE, 60.0)


def test_a_new_trial_after_a_restart_takes_the_next_number(journals):
    journals.create().ask()
    assert journals.reopen().ask().number == 1


def test_a_complete_trial_is_told_with_its_best_score(journals, evaluation):
    journal = journals.create()
    journal.ask()
    for number, score in enumerate([50.0, 70.0, 60.0], start=1):
        journal.report(0, evaluation(number, score))
    journal.tell(0, "complete", best=70.0)
    (trial,) = journal.study.trials
    assert trial.value == 70.0
    assert trial.intermediate_values == {1: 50.0, 2: 70.0, 3: 60.0}


def test_a_pruned_trial_keeps_its_reports_and_is_worth_the_last(journals, evaluation):
    journal = journals.create()
    journal.ask()
    for number, score in enumerate([50.0, 40.0], start=1):
        journal.report(0, evaluation(number, score))
    journal.tell(0, "pruned", best=50.0)
    (trial,) = journal.study.trials
    assert (trial.state, trial.value) == (TrialState.PRUNED, 40.0)
    assert trial.intermediate_values == {1: 50.0, 2: 40.0}
    assert trial.user_attrs["best"] == 50.0


def test_a_failed_trial_has_no_value(journals):
    journal = journals.create()
    journal.ask()
    journal.tell(0, "failed")
    (trial,) = journal.study.trials
    assert (trial.state, trial.value) == (TrialState.FAIL, None)


def test_telling_twice_changes_nothing(journals):
    journal = journals.create()
    journal.ask()
    journal.tell(0, "complete", best=50.0)
    journal.tell(0, "complete", best=50.0)
    assert [trial.value for trial in journal.study.trials] == [50.0]


def test_evaluations_of_half_epochs_do_not_collide(journals, evaluation):
    journal = journals.create()
    journal.ask()
    told = [evaluation(1, 40.0, epoch=0.5), evaluation(2, 50.0, epoch=1.0)]
    for one in told:
        journal.report(0, one)
    assert journals.reopen().evaluations() == {0: told}


def test_an_evaluation_reported_again_is_stored_once(journals, evaluation):
    journal = journals.create()
    journal.ask()
    journal.report(0, evaluation(1, 40.0))
    journals.reopen().report(0, evaluation(1, 99.0))
    assert journals.reopen().evaluations() == {0: [evaluation(1, 40.0)]}


def test_only_trials_that_were_handed_out_count_as_asked(journals):
    journal = journals.create([{"lr": 2e-5}, {"lr": 3e-5}])
    journal.ask()
    assert journals.reopen().asked() == 1


def test_a_trial_whose_driver_died_while_asking_keeps_its_queued_configuration(journals):
    journals.create([{"lr": 2e-5, "clip": 3.0}]).study.ask()  # and the driver dies
    reopened = journals.reopen()
    assert reopened.interrupted() == []
    reopened.finish_asking()
    (asked,) = reopened.interrupted()
    assert (asked.number, asked.values["lr"], asked.values["clip"]) == (0, 2e-5, 3.0)


def test_finishing_asking_leaves_trials_that_have_their_values_alone(journals):
    asked = journals.create().ask()
    reopened = journals.reopen()
    reopened.finish_asking()
    assert reopened.interrupted() == [asked]


def test_a_journal_is_created_whole_or_not_at_all(journals):
    with pytest.raises(TypeError):
        journals.create([{"lr": 2e-5}, {"lr": object()}])
    assert list(journals.path.parent.iterdir()) == []


def test_a_file_that_is_no_journal_is_refused(journals):
    journals.path.parent.mkdir()
    journals.path.write_text("not a journal\n")
    with pytest.raises(StudyError, match="is not the journal of a study"):
        journals.reopen()


def test_a_journal_that_is_not_there_is_refused_and_not_made(journals):
    journals.path.parent.mkdir()
    with pytest.raises(StudyError, match="there is no journal"):
        journals.reopen()
    assert not journals.path.exists()


@contextmanager
def full_disk(path, *, room):
    """Let the system write ``room`` bytes more to the file, and no more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_journal_whole_and_the_next_line_goes_behind_the_last(
    journals, evaluation
):
    journal = journals.create()
    asked = journal.ask()
    before = journals.path.read_bytes()
    with (
        full_disk(journals.path, room=40),
        pytest.raises(ResourceError, match=r"cannot be written \(File too large\).*--resume"),
    ):
        journal.report(0, evaluation(1, 40.0))
    assert journals.path.read_bytes() == before
    journal.report(0, evaluation(1, 40.0))
    journal.tell(0, "complete", best=40.0)
    reopened = journals.reopen()
    assert reopened.values(0) == asked.values
    assert reopened.study.trials[0].intermediate_values == {1: 40.0}


def test_half_a_line_that_could_not_be_cut_off_at_once_is_cut_off_before_the_next(
    journals, monkeypatch
):
    journal = journals.create()
    journal.ask()
    before = journals.path.read_bytes()

    def refuse(path, length):
        raise OSError("gone")

    with full_disk(journals.path, room=40), monkeypatch.context() as patch:
        patch.setattr(os, "truncate", refuse)
        with pytest.raises(ResourceError):
            journal.tell(0, "failed")
    assert len(journals.path.read_bytes()) == len(before) + 40
    journal.tell(0, "failed")
    assert journals.reopen().study.trials[0].state is TrialState.FAIL


def test_evaluations_come_back_in_the_order_in_which_they_came(journals, evaluation):
    journal = journals.create()
    for _ in range(3):
        journal.ask()
    told = [(2, 1), (0, 1), (2, 2), (1, 1)]
    for trial, number in told[:2]:
        journal.report(trial, evaluation(number, 40.0))
    journal = journals.reopen()
    for trial, number in told[2:]:
        journal.report(trial, evaluation(number, 40.0))
    arrived = journals.reopen().arrivals()
    assert arrived == [(trial, evaluation(number, 40.0)) for trial, number in told]


def test_evaluations_of_a_journal_that_did_not_note_their_order_come_first(journals, evaluation):
    journal = journals.create()
    for _ in range(3):
        journal.ask()
    for trial in (2, 1):
        kept = evaluation(1, 40.0).model_dump(exclude={"number"})
        journal._trial(trial).set_user_attr("evaluation_1", kept)
    reopened = journals.reopen()
    reopened.report(0, evaluation(1, 40.0))
    assert [trial for trial, _ in reopened.arrivals()] == [1, 2, 0]


def test_a_torn_line_is_cut_off_and_kept(journals):
    journals.create().ask()
    whole = journals.path.read_bytes()
    journals.path.write_bytes(whole + b'{"op_code": 8, "tr')
    tail = mend(journals.path)
    assert tail == journals.path.with_name("study.journal.torn")
    assert tail.read_bytes() == b'{"op_code": 8, "tr\n'
    assert journals.path.read_bytes() == whole


def test_a_mended_journal_goes_on(journals):
    asked = journals.create().ask()
    with journals.path.open("ab") as file:
        file.write(b'{"op_code"')
    mend(journals.path)
    reopened = journals.reopen()
    reopened.tell(0, "complete", best=50.0)
    assert reopened.ask().number == 1
    assert journals.reopen().values(0) == asked.values


def test_a_second_torn_line_is_kept_beside_the_first(journals):
    journals.create()
    for torn in (b"one", b"two"):
        with journals.path.open("ab") as file:
            file.write(torn)
        tail = mend(journals.path)
    assert tail.read_bytes() == b"one\ntwo\n"


def test_a_whole_journal_is_left_as_it_is(journals):
    journals.create().ask()
    before = journals.path.read_bytes()
    assert mend(journals.path) is None
    assert journals.path.read_bytes() == before


def test_the_lock_of_a_writer_that_died_does_not_hold_up_the_next(journals):
    journals.create()
    journals.path.with_name("study.journal.lock").touch()
    mend(journals.path)
    started = time.monotonic()
    journals.reopen().ask()
    assert time.monotonic() - started < 20  # Optuna waits for 30 s


def test_values_are_kept_in_words_that_other_programs_can_read(journals):
    journals.create(space={"prompt": Choice(choices=("quiz", OWN_PROMPT))}).ask()
    lines = [json.loads(line) for line in journals.path.read_text().splitlines()]
    (param,) = [line["distribution"] for line in lines if "distribution" in line]
    assert json.loads(param)["attributes"]["choices"] == ["quiz", json.dumps(OWN_PROMPT)]


def test_reporting_and_telling_read_no_other_trial(journals, evaluation, monkeypatch):
    journal = journals.create()
    for _ in range(3):
        journal.ask()

    def refuse(*args, **kwargs):
        raise AssertionError("reads every trial")

    monkeypatch.setattr(type(journal.study), "get_trials", refuse)
    journal.report(1, evaluation(1, 40.0))
    journal.tell(1, "complete", best=40.0)
