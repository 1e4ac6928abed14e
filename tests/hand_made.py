"""Studies made by hand: a folder with records and predictions, and no model anywhere."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from relsearch.config import parse_study
from relsearch.data import fingerprint, load_corpus
from relsearch.study import (
    EvaluationRecord,
    PartPredictions,
    Predictions,
    Record,
    Study,
    StudyFolder,
    write_config,
)
from relsearch.study.record import State

LABELS = ("founded", "no_relation", "spouse")  # alphabetical: the order of an unknown label set
TRAIN = ("founded", "no_relation", "spouse", "no_relation")
DEV = ("founded", "no_relation", "spouse")
SELECT = ("spouse", "founded", "no_relation", "spouse")
TEST = ("no_relation", "founded", "spouse", "founded")


def write_rows(path: Path, labels: Sequence[str | None]) -> Path:
    """Write one jsonl row a label; ids are the file's name and the row's number."""
    rows = [
        {
            "guid": f"{path.stem}-{number}",
            "sentence": f"가람이 {number}번째로 나래를 세웠다.",
            "subject_entity": {"word": "가람", "start_idx": 0, "end_idx": 1, "type": "PER"},
            "object_entity": _entity(f"가람이 {number}번째로 나래를 세웠다.", "나래"),
            "label": label,
        }
        for number, label in enumerate(labels)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def write_tsv(path: Path, labels: Sequence[str]) -> Path:
    """Write one row a label in the form of the 2021 task."""
    lines = []
    for number, label in enumerate(labels):
        sentence = f"가람이 {number}번째로 나래를 세웠다."
        start = sentence.index("나래")
        cells = [f"{path.stem}-{number}", sentence, "가람", 0, 1, "나래", start, start + 1, label]
        lines.append("\t".join(map(str, cells)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def make_study(
    results: Path,
    *,
    name: str = "hand",
    answers: Sequence[Mapping[str, Sequence[str]]],
    parts: Mapping[str, Sequence[str | None]] | None = None,
    search: Mapping[str, object] | None = None,
    start_with: Sequence[Mapping[str, object]] = (),
    fixed: Mapping[str, object] | None = None,
    split: Mapping[str, object] | None = None,
) -> Study:
    """Write a study of one complete trial an answer sheet, the first the best.

    An answer sheet gives, by part, the label that the trial puts first for each row.
    """
    parts = {"train": TRAIN, "dev": DEV, "select": SELECT, "test": TEST} | dict(parts or {})
    given = {part: labels for part, labels in parts.items() if labels}
    files = {
        part: str(write_rows(results.parent / "data" / f"{part}.jsonl", labels))
        for part, labels in given.items()
    }
    folder = StudyFolder(results / name)
    raw = {
        "study": name,
        "data": {"reader": "jsonl", **files, "split": dict(split or {})},
        "search": dict(search or {}),
        "start_with": [dict(values) for values in start_with],
        "fixed": {"encoder": "bundled/mini", **(fixed or {})},
        "space": {"lr": [1e-5, 2e-5]},
    }
    config = parse_study(raw, source="a test")
    write_config(folder, config, {"data_fingerprint": fingerprint(load_corpus(config.data))})
    study = Study(folder)
    for number, sheet in enumerate(answers):
        keep_trial(study, number, sheet, score=90.0 - number)
    return study


def keep_trial(
    study: Study,
    number: int,
    sheet: Mapping[str, Sequence[str]],
    *,
    score: float,
    state: State = "complete",
    values: Mapping[str, object] | None = None,
    sure: float = 0.6,
) -> None:
    """Write the predictions of a trial that ended, and its record."""
    place = study.folder.trial(number)
    predictions = {
        part: PartPredictions(
            tuple(f"{part}-{row}" for row in range(len(said))), probabilities_of(said, sure=sure)
        )
        for part, said in sheet.items()
    }
    Predictions(LABELS, 1, predictions).save(place.predictions)
    evaluation = EvaluationRecord(
        number=1, epoch=1, share=1, score=score, micro_f1=score, auprc=score, seconds=1
    )
    values = dict(values or {"lr": 1e-5})
    config = study.config.trial(values)
    Record(
        number=number, state=state, config=config, values=values, evaluations=(evaluation,)
    ).save(place.record)


def keep_repeat(
    study: Study,
    number: int,
    seed: int,
    sheet: Mapping[str, Sequence[str]],
    *,
    state: State = "complete",
) -> None:
    """Write what a finalist's run under another seed leaves."""
    keep_trial(study, 99, sheet, score=0.0)
    place, made = study.folder.finalist(number, seed), study.folder.trial(99)
    Predictions.load(made.predictions).save(place.predictions)
    record = Record.load(made.record).model_copy(update={"number": number, "state": state})
    record.save(place.record)
    for file in (made.record, made.predictions):
        file.unlink()


def probabilities_of(said: Sequence[str], *, sure: float = 0.6) -> np.ndarray:
    """Return rows (n, labels) that put ``sure`` on the label said, the rest on the others."""
    rest = (1 - sure) / (len(LABELS) - 1)
    return np.array([[sure if label == one else rest for label in LABELS] for one in said])


def _entity(sentence: str, word: str) -> dict[str, object]:
    start = sentence.index(word)
    return {"word": word, "start_idx": start, "end_idx": start + len(word) - 1, "type": "ORG"}
