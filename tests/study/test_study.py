"""A study opened for reading: what was written comes back, and what is torn is refused."""

import os

import numpy as np
import pytest

from relsearch.config import parse_study
from relsearch.errors import StudyError
from relsearch.study import (
    PartPredictions,
    Predictions,
    Record,
    Study,
    StudyFolder,
    find_study,
    open_study,
    write_config,
)
from relsearch.study.ledger import Ledger
from tests.hand_made import DEV, make_study

FULL = {
    "study": "hand",
    "data": {"reader": "jsonl", "train": "/rows/train.jsonl", "split": {"dev": 0.2}},
    "search": {
        "metric": "prior_weighted_micro_f1",
        "prior": {"file": "/rows/target.jsonl"},
        "trials": 7,
        "time_budget": "1h30m",
        "sampler": {"kind": "import", "path": "optuna.samplers:RandomSampler"},
        "scheduler": {"kind": "hyperband", "axis": "share"},
    },
    "resources": {"gpus": 0.5},
    "start_with": [{"lr": 1e-5}, {"clip": 2}],
    "fixed": {"encoder": "klue/bert-base", "encoder_layers": None},
    "space": {
        "lr": {"low": 1e-5, "high": 5e-5, "log": True},
        "epochs": {"low": 1, "high": 5, "step": 2},
        "head": ["base", "bilstm"],
        "head_norm": {"choices": ["none", "layer"], "when": {"head": "bilstm"}},
        "prompt": ["quiz", {"template": "{subject|와과} {object}"}],
    },
}


@pytest.fixture
def predictions():
    dev = PartPredictions(("가-1", "b"), np.array([[0.25, 0.75], [1, 0]], dtype=np.float32))
    test = PartPredictions(("c",), np.array([[0.5, 0.5]], dtype=np.float32))
    return Predictions(("org:창립", "no_relation"), 3, {"dev": dev, "test": test})


def test_a_configuration_comes_back_from_study_yaml(tmp_path):
    config = parse_study(FULL, source="study.yaml")
    folder = StudyFolder(tmp_path / "hand")
    write_config(folder, config, {"data_fingerprint": "rows"})
    assert Study(folder).config == config


def test_study_yaml_tells_what_the_study_was_made_with(tmp_path):
    folder = StudyFolder(tmp_path / "hand")
    write_config(folder, parse_study(FULL, source=""), {"data_fingerprint": "rows"})
    made = Study(folder).resolved["made"]
    assert made["data_fingerprint"] == "rows"
    assert {"relsearch", "torch", "optuna"} <= made["versions"].keys()


@pytest.mark.parametrize("content", ["a: [", "", "word"])
def test_a_torn_study_yaml_is_refused(tmp_path, content):
    (tmp_path / "study.yaml").write_text(content)
    with pytest.raises(StudyError, match=r"cannot read .*study\.yaml"):
        Study(StudyFolder(tmp_path)).resolved  # noqa: B018


def test_predictions_come_back(tmp_path, predictions):
    predictions.save(tmp_path / "predictions.npz")
    loaded = Predictions.load(tmp_path / "predictions.npz")
    assert (loaded.labels, loaded.evaluation) == (predictions.labels, 3)
    assert loaded.parts.keys() == {"dev", "test"}
    assert loaded.parts["dev"].ids == ("가-1", "b")
    assert loaded.parts["dev"].probabilities.dtype == np.float32
    assert loaded.parts["dev"].probabilities.tolist() == [[0.25, 0.75], [1, 0]]


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.5, 0.9, 0.99])
def test_torn_predictions_are_refused(tmp_path, predictions, share):
    file = tmp_path / "predictions.npz"
    predictions.save(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(StudyError, match=r"cannot read the predictions .*predictions\.npz"):
        Predictions.load(file)


def test_predictions_whose_bytes_changed_are_refused(tmp_path, predictions):
    file = tmp_path / "predictions.npz"
    predictions.save(file)
    content = bytearray(file.read_bytes())
    content[60:90] = bytes(30)
    file.write_bytes(content)
    with pytest.raises(StudyError, match="cannot read the predictions"):
        Predictions.load(file)


def test_predictions_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(StudyError, match="cannot read the predictions"):
        Predictions.load(tmp_path / "predictions.npz")


def test_a_record_comes_back(tmp_path, evaluation):
    config = parse_study(FULL, source="").trial({"prompt": {"template": "{subject}"}})
    record = Record(
        number=3,
        state="pruned",
        config=config,
        values={"prompt": {"template": "{subject}"}},
        evaluations=(evaluation(1, 50.0), evaluation(2, 40.0)),
        scores={"select": {"micro_f1": 45.0}},
        seconds=20.0,
    )
    record.save(tmp_path / "record.json")
    assert Record.load(tmp_path / "record.json") == record


@pytest.mark.parametrize("content", [b"", b'{"number": 3, "st', b"\xff\xfe", b'{"number": 3}'])
def test_a_torn_record_is_refused(tmp_path, content):
    (tmp_path / "record.json").write_bytes(content)
    with pytest.raises(StudyError, match=r"cannot read the record .*record\.json"):
        Record.load(tmp_path / "record.json")


def test_the_first_of_equal_evaluations_is_the_best(evaluation):
    config = parse_study(FULL, source="").trial({})
    record = Record(
        number=0,
        state="complete",
        config=config,
        values={},
        evaluations=(evaluation(1, 50.0), evaluation(2, 60.0), evaluation(3, 60.0)),
    )
    assert record.best == record.evaluations[1]
    assert (record.score, record.epochs_run) == (60.0, 3.0)


def test_records_are_read_in_the_order_of_their_numbers(tmp_path):
    study = make_study(tmp_path, answers=[{"dev": DEV}] * 11)
    (study.folder.path / "trials" / "3.copy").mkdir()
    assert [record.number for record in study.records()] == list(range(11))


def test_a_trial_without_a_record_has_not_ended(tmp_path):
    study = make_study(tmp_path, answers=[{"dev": DEV}], search={"trials": 2})
    study.folder.trial(1).checkpoint.mkdir(parents=True)
    assert [record.number for record in study.records()] == [0]
    assert not study.is_finished()


def test_a_record_written_anew_is_read_anew(tmp_path, evaluation):
    study = make_study(tmp_path, answers=[{"dev": DEV}])
    (record,) = study.records()
    file = study.folder.trial(0).record
    record.model_copy(update={"evaluations": (evaluation(1, 12.0),)}).save(file)
    os.utime(file, ns=(1, 1))
    assert study.records()[0].score == 12.0


def test_the_ledger_keeps_the_best_of_the_whole_study(tmp_path):
    study = make_study(tmp_path, answers=[{"dev": DEV}] * 4)  # 0 is the best
    for number in range(4):
        study.folder.trial(number).checkpoint.mkdir()
    assert Ledger(study, study.records(), keep=2).drop() == [2, 3]
    kept = [number for number, folder in study.folder.trials() if folder.checkpoint.exists()]
    assert kept == [0, 1]


def test_the_ledger_leaves_running_trials_alone(tmp_path):
    study = make_study(tmp_path, answers=[{"dev": DEV}])
    study.folder.trial(1).checkpoint.mkdir(parents=True)
    assert Ledger(study, study.records(), keep=1).drop() == []
    assert study.folder.trial(1).checkpoint.exists()


def test_a_study_is_found_by_name_and_by_path(tmp_path):
    made = make_study(tmp_path / "results", answers=[])
    assert find_study("hand", results=tmp_path / "results") == made.folder
    assert find_study(made.folder.path, results=tmp_path / "nowhere") == made.folder
    assert open_study("hand", results=tmp_path / "results").config == made.config


def test_the_newest_study_is_found_without_a_name(tmp_path):
    for age, name in enumerate(["c", "a", "b"]):
        file = make_study(tmp_path, name=name, answers=[]).folder.config_file
        os.utime(file, (1000 - age, 1000 - age))
    assert find_study(None, results=tmp_path).name == "c"


def test_a_misspelt_study_brings_the_right_one(tmp_path):
    make_study(tmp_path, name="quickstart", answers=[])
    with pytest.raises(StudyError, match=r"no study 'quikstart'.*did you mean 'quickstart'"):
        find_study("quikstart", results=tmp_path)


@pytest.mark.parametrize("study", [None, "hand"])
def test_where_there_is_no_study_the_command_that_makes_one_is_told(tmp_path, study):
    with pytest.raises(StudyError, match="`relsearch tune` makes one"):
        find_study(study, results=tmp_path)
