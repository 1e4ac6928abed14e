"""Rows that do not fit stop a study, or are left out of it where that is asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relsearch.config import StudyConfig, parse_study
from relsearch.errors import ConfigError
from relsearch.search.preflight import preflight
from relsearch.training.corpus import prepare_corpus
from relsearch.training.fitting import find_unfit
from tests.hand_made import DEV, SELECT, TEST, TRAIN, write_rows

PARTS = {"train": TRAIN, "dev": DEV, "select": SELECT, "test": TEST}
Configure = Callable[..., StudyConfig]


@pytest.fixture
def configure(tmp_path: Path, tiny_encoder: Path) -> Configure:
    """Make a study of the hand-made rows, the entities of the ``far`` ones far apart."""

    def make(far: tuple[str, ...], **data: Any) -> StudyConfig:
        files = {name: write_rows(tmp_path / f"{name}.jsonl", PARTS[name]) for name in PARTS}
        for file in files.values():
            rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            moved = [_stretch(row) if row["guid"] in far else row for row in rows]
            file.write_text("\n".join(map(json.dumps, moved)), encoding="utf-8")
        section = {"reader": "jsonl", **{name: str(file) for name, file in files.items()}, **data}
        fixed = {"encoder": str(tiny_encoder), "prompt": "default"}
        space = {"max_length": [64, 128], "input_format": ["default", "entity_marker"]}
        raw = {"study": "s", "data": section, "fixed": fixed, "space": space}
        return parse_study(raw, source="a test")

    return make


def _stretch(row: dict[str, Any]) -> dict[str, Any]:
    gap = "가 " * 70
    entity = row["object_entity"]
    moved = {**entity, "start_idx": entity["start_idx"] + len(gap)}
    moved["end_idx"] = entity["end_idx"] + len(gap)
    sentence = row["sentence"]
    at = entity["start_idx"]
    return {**row, "sentence": sentence[:at] + gap + sentence[at:], "object_entity": moved}


def test_rows_that_do_not_fit_the_shortest_length_are_found(configure: Configure) -> None:
    config = configure(("train-1", "test-0"))
    unfit = find_unfit(config, prepare_corpus(config))
    assert sorted(example.id for example in unfit) == ["test-0", "train-1"]


def test_a_row_that_does_not_fit_stops_a_study(configure: Configure, tmp_path: Path) -> None:
    config = configure(("train-1",))
    with pytest.raises(ConfigError, match=r"1 rows cannot be encoded.*(?s:.*)row train-1"):
        preflight(config, prepare_corpus(config), tmp_path, slots=1)


def test_dropped_rows_are_counted_and_a_study_goes_on(configure: Configure, tmp_path: Path) -> None:
    config = configure(("train-1", "train-2", "dev-0"), on_bad_row="drop")
    corpus = prepare_corpus(config)
    assert [row.id for row in corpus.train] == ["train-0", "train-3"]
    assert [row.id for row in corpus.dev] == ["dev-1", "dev-2"]
    note = "train: 2 rows left out that do not fit, the first is row train-1: "
    assert corpus.notes[-2].startswith(note)
    preflight(config, corpus, tmp_path, slots=1)


def test_a_row_of_test_is_never_dropped(configure: Configure, tmp_path: Path) -> None:
    config = configure(("test-0",), on_bad_row="drop")
    corpus = prepare_corpus(config)
    assert len(corpus.test) == len(TEST)
    with pytest.raises(ConfigError, match="row test-0"):
        preflight(config, corpus, tmp_path, slots=1)
