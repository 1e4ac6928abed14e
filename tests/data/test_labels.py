"""Label orders, the negative label and label files."""

from pathlib import Path

import pytest

from relsearch.data import (
    KLUE_COMPETITION_ORDER,
    KLUE_OFFICIAL_ORDER,
    TASK_2021_ORDER,
    find_no_relation,
    order_labels,
)
from relsearch.data.labels import read_label_names
from relsearch.errors import DataError


def test_the_two_klue_orders_hold_the_same_30_labels_in_different_places() -> None:
    assert len(KLUE_COMPETITION_ORDER) == 30
    assert set(KLUE_COMPETITION_ORDER) == set(KLUE_OFFICIAL_ORDER)
    assert KLUE_COMPETITION_ORDER.index("per:place_of_birth") == 26
    assert KLUE_OFFICIAL_ORDER.index("per:place_of_birth") == 14


def test_the_2021_task_has_42_labels() -> None:
    assert len(set(TASK_2021_ORDER)) == 42
    assert (TASK_2021_ORDER[0], TASK_2021_ORDER[41]) == ("관계_없음", "인물:나이")


def test_the_official_order_is_the_one_klue_ships(shared: Path) -> None:
    assert read_label_names(shared / "klue-re" / "relation_list.json") == KLUE_OFFICIAL_ORDER


def test_labels_of_a_known_task_come_in_its_order_and_whole() -> None:
    assert order_labels(["per:title", "no_relation"]) == KLUE_COMPETITION_ORDER
    assert order_labels(["인물:나이"]) == TASK_2021_ORDER


def test_labels_of_no_known_task_come_alphabetically() -> None:
    assert order_labels(["works_for", "no_relation"]) == ("no_relation", "works_for")


def test_a_given_order_wins() -> None:
    assert order_labels(["a"], given=["b", "a"]) == ("b", "a")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(["a", "no_relation"], "no_relation"), (TASK_2021_ORDER, "관계_없음"), (["a", "b"], None)],
)
def test_the_usual_names_of_the_negative_are_found(labels: list[str], expected: str) -> None:
    assert find_no_relation(labels) == expected


def test_a_negative_of_another_name_is_named() -> None:
    assert find_no_relation(["a", "none"], "none") == "none"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.txt", "b\r\n\r\na\r\n"),
        ("labels.json", '["b", "a"]'),
        ("labels.json", '{"relations": ["b", "a"]}'),
    ],
)
def test_a_label_file_is_a_list_in_id_order(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8-sig")
    assert read_label_names(tmp_path / name) == ("b", "a")


@pytest.mark.parametrize("text", ["[]", "3", '["a", "a"]', "[1]", '{"relation": ["a"]}'])
def test_a_label_file_of_another_form_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="should hold the label names in id order, each once"):
        read_label_names(tmp_path / "labels.json")


def test_a_broken_or_missing_label_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "labels.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="is not JSON"):
        read_label_names(tmp_path / "labels.json")
    with pytest.raises(DataError, match=r"cannot read the label file .*: No such file"):
        read_label_names(tmp_path / "none.txt")
