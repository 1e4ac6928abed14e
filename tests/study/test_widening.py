"""Widening: the journal rewritten for a wider space, its trials as they were."""

from optuna.samplers import TPESampler

from relsearch.config import Choice, Range
from relsearch.study import Journal
from relsearch.study.widening import widen
from tests.study.conftest import SPACE

WIDER = SPACE | {
    "lr": Range(low=1e-6, high=1e-3, log=True),
    "head": Choice(choices=("bigru", "base", "bilstm")),
}


def test_a_journal_of_the_same_space_is_left_alone(journals):
    journals.create().ask()
    before = journals.path.read_bytes()
    assert not widen(journals.reopen(), journals.path)
    assert journals.path.read_bytes() == before


def test_trials_keep_everything_but_their_distributions(journals, evaluation):
    journal = journals.create([{"head": "base"}, {"head": "bilstm"}, {"lr": 2e-5}])
    journal.ask(), journal.ask()
    journal.report(0, evaluation(1, 60.0))
    journal.tell(0, "pruned", best=60.0)
    before = journals.reopen().study.trials

    assert widen(journals.reopen(WIDER), journals.path)
    after = journals.reopen(WIDER)
    for old, new in zip(before, after.study.trials, strict=True):
        assert (old.number, old.state, old.params) == (new.number, new.state, new.params)
        assert (old.user_attrs, old.system_attrs) == (new.user_attrs, new.system_attrs)
        assert old.intermediate_values == new.intermediate_values
        assert old.datetime_start == new.datetime_start
    assert after.unfinished() == {1}
    assert after.ask().values["lr"] == 2e-5  # still queued


def test_what_was_added_is_searched(journals):
    journal = journals.create()
    for number in range(12):
        journal.ask()
        journal.tell(number, "complete", best=50.0)
    widen(journals.reopen(WIDER), journals.path)
    sampler = TPESampler(seed=1, multivariate=True, group=True, n_startup_trials=1)
    wider = Journal.load(journals.path, space=WIDER, sampler=sampler)
    asked = [wider.ask().values for _ in range(40)]
    assert "bigru" in {values["head"] for values in asked}
    assert not all(1e-5 <= values["lr"] <= 1e-4 for values in asked)
