"""Rows in klue-json's form, and files of them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

SENTENCE = "세종은 조선의 왕이다."

MakeRow = Callable[..., dict[str, Any]]
WriteJson = Callable[..., Path]


@pytest.fixture
def make_row() -> MakeRow:
    """Make a good row; keywords replace its fields, None for a key that is left out."""

    def make(guid: str = "a", **changes: Any) -> dict[str, Any]:
        row = {
            "guid": guid,
            "sentence": SENTENCE,
            "subject_entity": {"word": "조선", "start_idx": 4, "end_idx": 5, "type": "ORG"},
            "object_entity": {"word": "세종", "start_idx": 0, "end_idx": 1, "type": "PER"},
            "label": "org:top_members/employees",
            "source": "wikipedia",
            **changes,
        }
        return {key: value for key, value in row.items() if value is not None}

    return make


@pytest.fixture
def write_json(tmp_path: Path) -> WriteJson:
    """Write rows as a klue-json file."""

    def write(rows: Sequence[Any], name: str = "rows.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return path

    return write
