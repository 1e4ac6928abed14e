"""Known and new names: a part's rows by how many of their entities train has."""

import pytest

from relsearch.report import names as module
from relsearch.report.material import Material
from relsearch.report.names import names
from tests.hand_made import DEV, SELECT, make_study

TWO = ("one", "both")


@pytest.fixture
def table(material, monkeypatch):
    """What the page says of a study whose rows are all about two known entities."""
    monkeypatch.setattr(module, "FEWEST", 1)
    _, table, _ = names(material).blocks
    return table


def test_each_part_has_a_row_for_none_one_and_both(table):
    assert [row[:4] for row in table.rows if row[2]] == [
        ["dev", "none", 3, 100],
        ["select", "none", 4, 100],
        ["test", "none", 4, 100],
    ]
    assert len(table.rows) == 9


def test_rows_are_scored_by_the_metric_of_the_study(table):
    assert table.columns[-1].name == "micro_f1"
    assert [row[4] for row in table.rows] == [100, None, None] * 3


def test_the_score_of_few_rows_is_left_out(material):
    _, table, remark = names(material).blocks
    assert all(row[4] is None for row in table.rows)
    assert "fewer than 50 rows" in remark.text


def test_without_rows_there_is_nothing_to_tell(material):
    assert names(Material(material.study, None, "gone")) is None


def test_rows_that_name_new_entities_stand_apart(material, monkeypatch):
    monkeypatch.setattr(module, "FEWEST", 1)
    monkeypatch.setattr(module, "novelty", lambda corpus, part: [2] * len(getattr(corpus, part)))
    rows = names(material).blocks[1].rows
    assert [row[1] for row in rows if row[4] is not None] == ["both"] * 3


def test_a_test_without_labels_has_its_counts(tmp_path):
    parts = {"test": [None] * 4}
    study = make_study(tmp_path / "results", answers=[{"dev": DEV, "select": SELECT}], parts=parts)
    rows = names(Material.of(study)).blocks[1].rows
    assert rows[-3:] == [["test", "none", 4, 100, None], *(["test", n, 0, 0, None] for n in TWO)]
