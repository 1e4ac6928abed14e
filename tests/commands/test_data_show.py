"""data show: rows counted from 0 in file order, bad ones told apart."""

import json

import pytest

from relsearch.commands.data_show import data_show
from relsearch.errors import DataError
from tests.hand_made import write_rows


@pytest.fixture
def rows(tmp_path):
    """A file of four rows, the second of which is bad."""
    file = write_rows(tmp_path / "rows.jsonl", ["spouse"] * 4)
    lines = file.read_text(encoding="utf-8").splitlines()
    bad = json.loads(lines[1]) | {"sentence": "다른 문장이다."}
    lines[1] = json.dumps(bad, ensure_ascii=False)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def shown(file, row, encoder, **options):
    return data_show(file, reader="jsonl", row=row, encoder=str(encoder), **options)


def test_rows_are_counted_in_file_order_whether_or_not_others_are_bad(rows, tiny_encoder):
    options = {"input_format": "entity_marker", "prompt": "s_and_o"}
    found = shown(rows, 2, tiny_encoder, **options)
    assert found.text == (
        "가람과 나래의 관계 [SEP] [E1] 가람 [/E1]이 2번째로 [E2] 나래 [/E2]를 세웠다."
    )
    assert found.subject_tokens == ("가", "##람")


def test_markers_of_the_rows_types_are_single_tokens(rows, tiny_encoder):
    options = {"input_format": "typed_entity_marker", "prompt": "default", "type_transform": True}
    found = shown(rows, 0, tiny_encoder, **options)
    assert found.tokens[found.subject.marker_start] == "<S:사람>"
    assert found.tokens[found.object.marker_end - 1] == "</O:단체>"


def test_a_bad_row_is_told_with_its_fault(rows, tiny_encoder):
    with pytest.raises(DataError, match="row 1"):
        shown(rows, 1, tiny_encoder)


def test_a_row_beyond_the_file_is_told_with_the_rows_there_are(rows, tiny_encoder):
    with pytest.raises(DataError, match="has rows 0 to 3, but got --row 4"):
        shown(rows, 4, tiny_encoder)
