"""A whole study through the real Ray, with a tiny encoder: run, finished, interrupted, resumed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import optuna
import pytest
import yaml

from relsearch.commands.tune import tune
from relsearch.config import load_space
from relsearch.errors import ResourceError, StudyError
from relsearch.search.placement import Placement
from relsearch.search.run import Search
from relsearch.search.watch import Silent
from relsearch.study import Journal, Record, open_study
from tests.hand_made import write_rows

LABELS = ("founded", "no_relation", "spouse")


def space_file(folder: Path, encoder: Path, **search: object) -> Path:
    """Write a search file over a few rows and a tiny encoder."""
    rows = {part: [LABELS[n % 3] for n in range(size)] for part, size in SIZES.items()}
    data = {
        part: str(write_rows(folder / f"{part}.jsonl", labels)) for part, labels in rows.items()
    }
    raw = {
        "study": "smoke",
        "data": {"reader": "jsonl", **data},
        "search": {"trials": 2, "sampler": {"kind": "random"}, **search},
        "start_with": [{"input_format": "default", "prompt": "default"}],
        "fixed": {"encoder": str(encoder), "epochs": 2, "batch_size": 8, "max_length": 64},
        "space": {
            "input_format": ["default", "typed_entity_marker"],
            "lr": {"low": 1e-4, "high": 1e-3, "log": True},
        },
    }
    path = folder / "smoke.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path


SIZES = {"train": 24, "dev": 9, "select": 6, "test": 6}


@pytest.fixture(scope="module")
def finished(tmp_path_factory, tiny_encoder):
    """A finished study of two trials."""
    folder = tmp_path_factory.mktemp("smoke")
    said = []
    path = space_file(folder, tiny_encoder, finalists={"top": 2, "seeds": 1})
    tune(path, results=folder / "results", say=said.append)
    return open_study("smoke", results=folder / "results"), said


def test_every_trial_has_its_record_and_predictions(finished):
    study, _ = finished
    assert [record.number for record in study.records()] == [0, 1]
    for record in study.records():
        predictions = study.predictions(record.number)
        assert {name: len(part.ids) for name, part in predictions.parts.items()} == {
            part: size for part, size in SIZES.items() if part != "train"
        }
        for part in predictions.parts.values():
            np.testing.assert_allclose(part.probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_first_trial_is_the_one_to_start_with(finished):
    study, _ = finished
    first = study.records()[0]
    assert (first.config.input_format, first.config.prompt) == ("default", "default")


def test_the_record_scores_select_and_test_beside_dev(finished):
    study, _ = finished
    for record in study.records():
        assert set(record.scores) == {"select", "test"}
        assert record.score == max(one.score for one in record.evaluations)


def test_the_journal_opens_in_plain_optuna_with_the_right_states(finished):
    study, _ = finished
    storage = optuna.storages.JournalStorage(
        optuna.storages.journal.JournalFileBackend(str(study.folder.journal))
    )
    opened = optuna.load_study(storage=storage, study_name="smoke")
    states = {"complete": "COMPLETE", "pruned": "PRUNED"}
    for trial, record in zip(opened.trials, study.records(), strict=True):
        assert trial.state.name == states[record.state]
        assert list(trial.intermediate_values.values()) == [one.score for one in record.evaluations]


def test_a_kept_checkpoint_predicts_what_was_stored(finished):
    from relsearch.data import load_corpus
    from relsearch.training.predict import Predictor

    study, _ = finished
    number = study.ranked()[0].number
    predictor = Predictor(study.folder.trial(number).checkpoint)
    test = load_corpus(study.config.data).test
    stored = study.predictions(number).parts["test"].probabilities
    np.testing.assert_allclose(predictor.probabilities(test), stored, atol=0.02)  # bf16


def test_nothing_that_only_a_running_trial_needs_is_left(finished):
    study, _ = finished
    left = {path.name for number in (0, 1) for path in study.folder.trial(number).path.iterdir()}
    assert left == {"checkpoint", "log.txt", "predictions.npz", "record.json"}


def test_the_finalists_are_repeated_under_seeds_of_their_own(finished):
    study, said = finished
    repeats = [Record.load(place.record) for place in study.folder.finalists()]
    assert [(record.number, record.config.seed) for record in repeats] == [(0, 43), (1, 43)]
    assert not any(place.checkpoint.exists() for place in study.folder.finalists())
    assert "finalists: 2 of 2 repeats to run" in said
    assert study.folder.ranking.read_text().startswith("rank,trial,seeds,mean,")


def test_repeats_that_are_left_need_resume(finished):
    study, _ = finished
    more = ["search.finalists.seeds=2"]
    config = load_space(study.folder.path.parents[1] / "smoke.yaml", more)
    with pytest.raises(StudyError, match=r"2 of 2 trials and 2 of 4 repeats .* --resume"):
        tune(config, results=study.folder.path.parent)


def test_the_dashboards_address_is_said(finished):
    _, said = finished
    assert any(line.startswith("Ray dashboard: http://127.0.0.1:") for line in said)


def test_a_finished_study_is_returned_without_starting_ray(finished, tiny_encoder):
    study, _ = finished
    said = []
    config = load_space(study.folder.path.parents[1] / "smoke.yaml")
    again = tune(config, results=study.folder.path.parent, say=said.append)
    assert again.folder == study.folder
    assert said == ["study smoke is finished"]


def test_a_gpu_asked_for_where_there_is_none_is_refused_before_the_first_trial(
    tmp_path, tiny_encoder
):
    path = space_file(tmp_path, tiny_encoder)
    with pytest.raises(ResourceError, match=r"asks for 1 CPUs and 64 GPUs.*--set resources.gpus"):
        tune(path, results=tmp_path / "results", overrides=["resources.gpus=64"])
    assert not (tmp_path / "results" / "smoke" / "study.journal").exists()


@pytest.mark.parametrize(
    ("how", "status"),
    [
        (signal.SIGINT, 130),
        pytest.param(signal.SIGTERM, 130, marks=pytest.mark.kill),
        pytest.param(signal.SIGKILL, -signal.SIGKILL, marks=pytest.mark.kill),
    ],
)
def test_an_ended_driver_loses_nothing_and_resume_goes_on(how, status, tmp_path, tiny_encoder):
    path = space_file(tmp_path, tiny_encoder, max_concurrent=1)
    results, overrides = tmp_path / "results", ["search.trials=3", "fixed.epochs=20"]
    journal = results / "smoke" / "study.journal"
    driver = _start(path, results, overrides)
    _wait_for(lambda: journal.is_file() and _reports(journal) >= 2, driver)
    driver.send_signal(how)
    assert driver.wait(180) == status
    seen = _trials(journal)

    with pytest.raises(StudyError, match=r"stands at 0 of 3 trials; go on with .* --resume"):
        tune(path, results=results, overrides=overrides)
    study = tune(path, results=results, overrides=overrides, resume=True)

    assert [record.number for record in study.records()] == [0, 1, 2]
    after = _trials(journal)
    assert after[0].params == seen[0].params
    kept = seen[0].intermediate_values.items()
    assert kept <= after[0].intermediate_values.items()


@pytest.mark.parametrize("losses", [1, 2])
def test_when_ray_tune_breaks_off_the_study_is_taken_up_again(losses, finished, monkeypatch):
    study, _ = finished
    search, calls = _search(study), []

    def break_off(watcher):
        calls.append(watcher)
        if len(calls) <= losses:
            raise RuntimeError("Caught unexpected exception: 1 worker(s) were killed")
        return True

    monkeypatch.setattr(Search, "_run_once", lambda self, watcher: break_off(watcher))
    search.run(Silent())
    assert len(calls) == losses + 1


def test_a_search_that_breaks_off_again_and_again_says_how_to_go_on(finished, monkeypatch):
    study, _ = finished

    def break_off(self, watcher):
        raise RuntimeError("1 worker(s) were killed")

    monkeypatch.setattr(Search, "_run_once", break_off)
    with pytest.raises(ResourceError, match=r"broke off 3 times.*were killed.*--resume"):
        _search(study).run(Silent())


def _search(study):
    return Search(study, journal=None, corpus=None, placement=Placement(1, 0, 2))


def _start(path, results, overrides):
    words = [sys.executable, "-m", "relsearch.cli", "tune", str(path), "--results", str(results)]
    words += [word for override in overrides for word in ("--set", override)]
    return subprocess.Popen(words, start_new_session=True, env=os.environ)


def _wait_for(condition, driver, seconds=300):
    deadline = time.monotonic() + seconds
    while not condition():
        assert driver.poll() is None, "the driver ended early"
        if time.monotonic() > deadline:
            driver.kill()  # else it would outlive this test and fail another
            driver.wait()
            pytest.fail(f"nothing came of it in {seconds} s")
        time.sleep(0.1)


def _trials(journal):
    return Journal.load(journal, space={}).study.trials


def _reports(journal):
    return journal.read_text().count('"intermediate_value"')
