"""Examples written as KLUE-RE writes them."""

import json
from pathlib import Path

from relsearch.data.example import Entity, Example
from relsearch.data.writers import write_klue_json, write_relation_list

EXAMPLE = Example(
    "1",
    "이순신은 서울에서 태어났다.",
    Entity(0, 3, "PER"),
    Entity(5, 7, "LOC"),
    "per:place_of_birth",
)


def test_klue_json_counts_the_last_character_of_a_word_in(tmp_path: Path) -> None:
    rows = json.loads(write_klue_json([EXAMPLE], tmp_path / "rows.json").read_text())
    assert rows == [
        {
            "guid": "1",
            "sentence": "이순신은 서울에서 태어났다.",
            "subject_entity": {"word": "이순신", "start_idx": 0, "end_idx": 2, "type": "PER"},
            "object_entity": {"word": "서울", "start_idx": 5, "end_idx": 6, "type": "LOC"},
            "label": "per:place_of_birth",
            "source": None,
        }
    ]


def test_hangul_is_written_as_it_is(tmp_path: Path) -> None:
    assert "이순신" in write_klue_json([EXAMPLE], tmp_path / "rows.json").read_text(
        encoding="utf-8"
    )


def test_labels_are_written_as_a_relation_list(tmp_path: Path) -> None:
    path = write_relation_list(("no_relation", "per:title"), tmp_path / "labels.json")
    assert json.loads(path.read_text()) == {"relations": ["no_relation", "per:title"]}
