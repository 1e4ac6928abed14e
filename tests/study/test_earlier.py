"""Earlier: which trials of another study tell something of a space, and how they are kept."""

import pytest
from optuna.trial import TrialState

from relsearch.config import parse_study
from relsearch.errors import StudyError
from relsearch.study import Record, StudyFolder, begin
from relsearch.study.earlier import comparable, recalled, remember

BEFORE = {"lr": [1e-5, 2e-5, 5e-5], "head": ["base", "bigru"]}


def config_of(space, fixed=(), **search):
    fixed = {"encoder": "bundled/mini", **dict(fixed)}
    raw = {"study": "before", "search": search, "fixed": fixed, "space": space}
    return parse_study(raw, source="a test")


@pytest.fixture
def before(tmp_path, evaluation):
    """A study of three trials: lr 1e-5 with base, 2e-5 with bigru (pruned), 5e-5 with base."""
    study = begin(StudyFolder(tmp_path / "before"), config_of(BEFORE), fingerprint="rows")
    heads, states = ("base", "bigru", "base"), ("complete", "pruned", "complete")
    for number, (lr, head, state) in enumerate(zip(BEFORE["lr"], heads, states, strict=True)):
        values = {"lr": lr, "head": head}
        Record(
            number=number,
            state=state,
            config=study.config.trial(values),
            values=values,
            evaluations=(evaluation(1, 50.0 + number), evaluation(2, 60.0 + number)),
        ).save(study.folder.trial(number).record)
    return study


def lrs(told):
    return sorted(one["values"]["lr"] for one in told)


def test_trials_outside_a_range_tell_nothing(before):
    space = {"lr": {"low": 1e-5, "high": 3e-5}, "head": ["base", "bigru"]}
    assert lrs(comparable(before, config_of(space))) == [1e-5, 2e-5]


def test_trials_between_two_steps_of_a_range_tell_nothing(before):
    space = {"lr": {"low": 1e-5, "high": 5e-5, "step": 2e-5}, "head": ["base", "bigru"]}
    assert lrs(comparable(before, config_of(space))) == [1e-5, 5e-5]


def test_a_journal_that_remembers_what_its_space_does_not_hold_opens_all_the_same(journals):
    steps = {"warmup_ratio": {"low": 0, "high": 0.2, "step": 0.05}}
    journal = journals.create(space=config_of(steps).space)
    one = {"state": "complete", "score": 50.0, "evaluations": [50.0]}
    remember(journal, [{**one, "values": {"warmup_ratio": ratio}} for ratio in (0.05, 0.07)])
    assert [trial.params for trial in recalled(journal)] == [{"warmup_ratio": 0.05}]


def test_what_was_searched_and_is_fixed_now_must_agree(before):
    assert lrs(comparable(before, config_of({"lr": BEFORE["lr"]}))) == [1e-5, 5e-5]
    other = config_of({"lr": BEFORE["lr"]}, {"head": "bigru"})
    assert lrs(comparable(before, other)) == [2e-5]


def test_what_was_fixed_and_is_searched_now_is_a_value(before):
    told = comparable(before, config_of({**BEFORE, "prompt": ["s_and_o", "quiz"]}))
    assert {one["values"]["prompt"] for one in told} == {"s_and_o"}


def test_a_study_that_tells_nothing_is_refused(before):
    with pytest.raises(StudyError, match="no trial of study before lies in this space"):
        comparable(before, config_of({"lr": [3e-5]}))
    with pytest.raises(StudyError, match="optimised micro_f1, this one auprc"):
        comparable(before, config_of(BEFORE, metric="auprc"))


def test_what_is_remembered_is_no_trial_of_the_study(before, journals):
    config = config_of(BEFORE)
    journal = journals.create(space=config.space)
    remember(journal, comparable(before, config))
    reopened = journals.reopen(config.space)
    assert reopened.study.trials == []
    assert reopened.asked() == 0
    known = {trial.params["lr"]: trial for trial in recalled(reopened)}
    assert known[1e-5].state == TrialState.COMPLETE
    assert known[1e-5].value == 60.0
    assert known[2e-5].state == TrialState.PRUNED
    assert known[2e-5].intermediate_values == {1: 51.0, 2: 61.0}
