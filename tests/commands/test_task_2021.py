"""The 2021 task: 42 labels in its tsv form, searched by accuracy, a submission of one column."""

import csv

import pytest
import yaml

from relsearch.commands.ensemble import ensemble
from relsearch.commands.predict import predict
from relsearch.commands.tune import tune
from relsearch.data import TASK_2021_ORDER
from relsearch.study import corpus_of
from tests.hand_made import write_tsv


@pytest.fixture(scope="module")
def study(tmp_path_factory, tiny_encoder):
    """A search of two trials over two rows a label, scored on one."""
    folder = tmp_path_factory.mktemp("2021")
    parts = {
        "train": TASK_2021_ORDER * 2,
        "dev": TASK_2021_ORDER,
        "test": ["blind"] * 5,
    }
    files = {part: str(write_tsv(folder / f"{part}.tsv", labels)) for part, labels in parts.items()}
    raw = {
        "study": "task",
        "data": {"reader": "klue-2021-tsv", **files},
        "search": {"metric": "accuracy", "trials": 2, "sampler": {"kind": "random"}},
        "fixed": {
            "encoder": str(tiny_encoder),
            "input_format": "entity_marker",
            "epochs": 1,
            "max_length": 64,
        },
        "space": {"lr": [0.001, 0.01]},
    }
    (folder / "task.yaml").write_text(yaml.safe_dump(raw), encoding="utf-8")
    return tune(folder / "task.yaml", results=folder / "results")


def columns(file):
    """Return the header of a csv file, and its rows."""
    with file.open(encoding="utf-8", newline="") as opened:
        header, *rows = csv.reader(opened)
    return header, rows


def test_the_label_set_is_the_tasks(study):
    corpus = corpus_of(study)
    assert corpus.labels == TASK_2021_ORDER
    assert corpus.no_relation == "관계_없음"
    assert corpus.entity_types == ()


def test_accuracy_ranks_the_trials(study):
    records = study.ranked()
    assert len(records) == 2
    for record in records:
        said = study.predictions(record.number).parts["dev"].probabilities.argmax(axis=1)
        right = [label == number for number, label in enumerate(said)]
        assert record.score == pytest.approx(100 * sum(right) / len(TASK_2021_ORDER))


def test_the_submission_is_one_column_in_the_order_of_the_rows(study):
    outcome = ensemble(study.folder.path, top=2)
    header, rows = columns(outcome.submission)
    assert header == ["pred_label"]
    assert len(rows) == 5
    assert {label for (label,) in rows} <= set(TASK_2021_ORDER)


def test_a_file_is_labelled_from_the_checkpoints(study, tmp_path):
    blind = write_tsv(tmp_path / "blind.tsv", ["blind"] * 3)
    outcome = ensemble(study.folder.path, top=2, data=blind, output=tmp_path / "sub.csv")
    assert (tmp_path / "sub.csv").read_text(encoding="utf-8").count("\n") == 4
    assert outcome.verdicts[-1].part == "blind.tsv"


def test_one_checkpoint_writes_the_one_column_too(study, tmp_path):
    blind = write_tsv(tmp_path / "blind.tsv", ["blind"] * 3)
    checkpoint = study.folder.trial(study.ranked()[0].number).checkpoint
    predict(checkpoint, blind, reader="klue-2021-tsv", output=tmp_path / "sub.csv")
    header, rows = columns(tmp_path / "sub.csv")
    assert (header, len(rows)) == (["pred_label"], 3)
