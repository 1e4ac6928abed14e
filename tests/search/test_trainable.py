"""run_trial without Ray and training: what it records of a failure, and what it raises."""

import logging
from types import SimpleNamespace

import pytest

from relsearch.config import parse_study
from relsearch.errors import StorageError
from relsearch.search import trainable
from relsearch.search.trainable import is_news, run_trial
from relsearch.study import Record, StudyFolder
from relsearch.training.faults import Diverged, OutOfMemory


def remote(function):
    return SimpleNamespace(remote=function, options=lambda **_: SimpleNamespace(remote=function))


class Board:
    """A board without Ray."""

    begin = remote(lambda number, node: None)
    until_end = remote(lambda number: None)
    go_on = remote(lambda number: None)
    is_pruned = remote(lambda number: False)


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """Return a function that runs trial 3 of a study with a training of one's own."""
    context = SimpleNamespace(get_node_id=lambda: "node")
    monkeypatch.setattr(trainable.ray, "get_runtime_context", lambda: context)
    monkeypatch.setattr(trainable.ray, "get", lambda reference: reference)
    raw = {
        "study": "hand",
        "data": {"reader": "sample"},
        "resources": {"cpus": 3},
        "fixed": {"encoder": "bundled/mini"},
    }
    study, folder = parse_study(raw, source="a test"), StudyFolder(tmp_path / "hand")

    def run(fit):
        monkeypatch.setattr("relsearch.training.folds.fit", fit)
        options = {"corpus": None, "prior": None, "encoders": {}, "board": Board()}
        config = {"number": 3, "values": {"lr": 1e-5}}
        run_trial(config, study=study, location=folder.location, **options)

    run.place = folder.trial(3)
    return run


def failing(error):
    def fit(trial, corpus, **options):
        raise error

    return fit


def test_a_loss_that_diverged_is_a_failure_of_the_configuration_and_not_raised(trial):
    trial(failing(Diverged("the loss is nan")))
    record = Record.load(trial.place.record)
    assert (record.state, record.error) == ("failed", "the loss is nan")
    assert not record.infeasible


def test_want_of_memory_is_recorded_as_infeasible_and_ends_the_worker(trial):
    with pytest.raises(OutOfMemory):
        trial(failing(OutOfMemory("one row is too much")))
    record = Record.load(trial.place.record)
    assert (record.state, record.error) == ("failed", "one row is too much")
    assert record.infeasible
    assert not trial.place.error.exists()  # nothing unforeseen


@pytest.mark.parametrize(
    ("error", "news"), [(OutOfMemory("one row is too much"), False), (ValueError("a bug"), True)]
)
def test_want_of_memory_is_not_told_twice(error, news, caplog):
    controller = logging.getLogger("ray.tune.execution.tune_controller")
    controller.addFilter(is_news)
    try:
        controller.error("Trial task failed", exc_info=error)
    finally:
        controller.removeFilter(is_news)
    assert bool(caplog.records) == news


@pytest.mark.parametrize(
    "error", [RuntimeError("CUDA error: device-side assert"), StorageError("no bucket")]
)
def test_what_may_go_better_next_time_is_raised_without_a_record(trial, error):
    with pytest.raises(type(error)):
        trial(failing(error))
    assert not trial.place.record.exists()
    assert str(error) in trial.place.error.read_text()


def test_a_trial_computes_on_the_cpus_that_it_was_given(trial):
    seen = {}

    def fit(trial, corpus, **options):
        seen.update(options)
        raise Diverged("enough")

    trial(fit)
    assert (seen["threads"], seen["folder"]) == (3, trial.place.path)
    assert seen["resumable"]
