"""train and predict: one run without Ray, and its checkpoint put to use."""

import csv
import shutil
from pathlib import Path

import pytest

from relsearch.commands.predict import predict
from relsearch.errors import CheckpointError
from relsearch.study import Predictions, Record
from relsearch.training.type_mask import TypeMask
from tests.hand_made import DEV, LABELS, TEST, write_rows


def test_train_loads_neither_ray_nor_optuna(trained):
    assert trained["loaded"] == []


def test_train_says_which_keys_the_search_would_have_chosen(trained):
    assert "left to the search by the file, here at their defaults: head=base" in trained["said"][0]
    assert "lr=" not in trained["said"][0]  # it was set


def test_train_tells_each_evaluation(trained):
    assert trained["evaluations"] == [1]


def test_train_scores_every_labelled_part_with_intervals(trained):
    assert list(trained["intervals"]) == ["dev", "select", "test"]
    for intervals in trained["intervals"].values():
        assert list(intervals) == ["micro_f1", "auprc", "accuracy"]
    accuracy = Record.load(Path(trained["place"]) / "record.json").scores["test"]["accuracy"]
    assert trained["intervals"]["test"]["accuracy"].startswith(f"{accuracy:.2f} [")


def test_train_leaves_what_a_trial_leaves(trained):
    place = Path(trained["place"])
    assert place.parts[-3:] == ("tiny-train", "trials", "0")
    assert Record.load(place / "record.json").config.lr == 0.001
    predictions = Predictions.load(place / "predictions.npz")
    assert predictions.labels == LABELS
    assert len(predictions.parts["dev"].ids) == len(DEV)
    assert len(predictions.parts["test"].ids) == len(TEST)


def test_predict_labels_every_row_in_order(trained, tmp_path):
    file = write_rows(tmp_path / "new.jsonl", ["spouse", "founded", "founded"])
    checkpoint, output = Path(trained["place"]) / "checkpoint", tmp_path / "out.csv"
    done = predict(checkpoint, file, reader="jsonl", output=output)
    with output.open(encoding="utf-8", newline="") as written:
        rows = list(csv.DictReader(written))
    assert [row["id"] for row in rows] == ["new-0", "new-1", "new-2"]
    assert {row["pred_label"] for row in rows} <= set(LABELS)
    assert done.rows == 3
    assert 0 <= done.scores["micro_f1"] <= 100
    for name in ("micro_f1", "auprc", "accuracy"):
        interval = done.intervals[name]
        assert interval.low <= interval.score == done.scores[name] <= interval.high


def test_predict_gives_no_scores_for_unlabelled_rows(trained, tmp_path):
    file = write_rows(tmp_path / "new.jsonl", ["spouse", None])
    checkpoint = Path(trained["place"]) / "checkpoint"
    done = predict(checkpoint, file, reader="jsonl", output=tmp_path / "out.csv")
    assert done.scores is None
    assert done.intervals is None


def test_predict_rules_out_what_training_rows_never_had_between_such_types(trained, tmp_path):
    file, checkpoint = write_rows(tmp_path / "new.jsonl", [None]), tmp_path / "checkpoint"
    shutil.copytree(Path(trained["place"]) / "checkpoint", checkpoint)
    only = TypeMask({("PER", "ORG"): frozenset({"spouse"})})
    only.save(checkpoint / "types.json")
    predict(checkpoint, file, reader="jsonl", output=tmp_path / "out.csv", mask_types=True)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as written:
        assert [row["pred_label"] for row in csv.DictReader(written)] == ["spouse"]


def test_a_checkpoint_keeps_the_relations_of_its_training_rows_types(trained):
    mask = TypeMask.load(Path(trained["place"]) / "checkpoint" / "types.json")
    assert mask.labels_of == {("PER", "ORG"): frozenset(LABELS)}


def test_a_checkpoint_that_knows_no_types_cannot_mask_them(trained, tmp_path):
    file, checkpoint = write_rows(tmp_path / "new.jsonl", [None]), tmp_path / "checkpoint"
    shutil.copytree(Path(trained["place"]) / "checkpoint", checkpoint)
    (checkpoint / "types.json").unlink()
    with pytest.raises(CheckpointError, match="trained before they were kept"):
        predict(checkpoint, file, reader="jsonl", output=tmp_path / "out.csv", mask_types=True)


def test_predict_names_what_a_folder_lacks(tmp_path):
    file = write_rows(tmp_path / "new.jsonl", [None])
    with pytest.raises(CheckpointError, match="no relsearch checkpoint"):
        predict(tmp_path, file, reader="jsonl", output=tmp_path / "out.csv")
