"""The 2021 task: 42 labels in its tsv form, accuracy as metric, a submission of one column."""

import csv

import pytest

from relsearch.commands.ensemble import ensemble
from relsearch.commands.train import train
from relsearch.config import parse_study
from relsearch.data import TASK_2021_ORDER, fingerprint
from relsearch.study import Study, StudyFolder, corpus_of, write_config
from relsearch.training.corpus import prepare_corpus

SENTENCE = "가람이 {}번째로 나래를 세웠다."


def write_tsv(path, labels):
    """Write one row a label in the task's form."""
    lines = []
    for number, label in enumerate(labels):
        sentence = SENTENCE.format(number)
        start = sentence.index("나래")
        cells = [f"{path.stem}-{number}", sentence, "가람", 0, 1, "나래", start, start + 1, label]
        lines.append("\t".join(map(str, cells)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def study(tmp_path_factory, tiny_encoder):
    """Two configurations trained on two rows a label and scored on one."""
    folder = tmp_path_factory.mktemp("2021")
    parts = {
        "train": TASK_2021_ORDER * 2,
        "dev": TASK_2021_ORDER,
        "test": ["blind"] * 5,
    }
    files = {part: write_tsv(folder / f"{part}.tsv", labels) for part, labels in parts.items()}
    raw = {
        "study": "task",
        "data": {"reader": "klue-2021-tsv", **files},
        "search": {"metric": "accuracy"},
        "fixed": {
            "encoder": str(tiny_encoder),
            "input_format": "entity_marker",
            "epochs": 1,
            "max_length": 64,
        },
    }
    for seed in (1, 2):
        config = parse_study(raw | {"fixed": {**raw["fixed"], "seed": seed}}, source="a test")
        train(config, results=folder / "results")
    trained = StudyFolder(folder / "results" / "task-train")
    write_config(trained, config, {"data_fingerprint": fingerprint(prepare_corpus(config))})
    return Study(trained)


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
    with outcome.submission.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["pred_label"]
    assert len(rows) == 5
    assert {label for (label,) in rows} <= set(TASK_2021_ORDER)


def test_a_file_is_labelled_from_the_checkpoints(study, tmp_path):
    blind = tmp_path / "blind.tsv"
    write_tsv(blind, ["blind"] * 3)
    outcome = ensemble(study.folder.path, top=2, data=blind, output=tmp_path / "sub.csv")
    assert (tmp_path / "sub.csv").read_text(encoding="utf-8").count("\n") == 4
    assert outcome.verdicts[-1].part == "blind.tsv"
