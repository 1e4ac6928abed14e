"""Known and new names: a part's rows by how many of their entities train has."""

import pytest

from relsearch.report import names as module
from relsearch.report.material import Material
from relsearch.report.names import names
from tests.hand_made import DEV, SELECT, make_study

RIGHT = {"dev": DEV, "select": SELECT}


def rows_of(material):
    return names(material).blocks[1].rows


@pytest.fixture
def few(monkeypatch):
    """Score few rows too: hand-made parts have no more."""
    monkeypatch.setattr(module, "FEWEST", 1)


def test_each_part_has_a_row_for_each_number_of_new_entities(material, few):
    rows = rows_of(material)
    assert [row[:4] for row in rows if row[2]] == [
        ["dev", "both known", 3, 100],
        ["select", "both known", 4, 100],
        ["test", "both known", 4, 100],
    ]
    assert [row[4] for row in rows] == [100, None, None] * 3


def test_rows_are_scored_by_themselves(material, few, monkeypatch):
    monkeypatch.setattr(module, "novelty", lambda corpus, part: [0, 1, 2, 2][: len(DEV)])
    material = Material(make_one(material), material.corpus)
    assert [row[4] for row in rows_of(material)][:3] == [0, 0, 100]


def make_one(material):
    """A study whose only trial is right of dev's third row and wrong of the first."""
    said = {"dev": ("spouse", "no_relation", "spouse")}
    return make_study(material.study.folder.path.parent / "other", answers=[said])


def test_the_score_of_few_rows_is_left_out(material):
    assert all(row[4] is None for row in rows_of(material))


def test_without_rows_there_is_nothing_to_tell(material):
    assert names(Material(material.study, None, "gone")) is None


def test_a_test_without_labels_has_its_counts(tmp_path, few):
    study = make_study(tmp_path / "results", answers=[RIGHT], parts={"test": [None] * 4})
    assert [row[2:] for row in rows_of(Material.of(study))][-3:] == [
        [4, 100, None],
        [0, 0, None],
        [0, 0, None],
    ]


def test_a_part_that_was_not_stored_has_its_counts_and_the_others_their_scores(tmp_path, few):
    study = make_study(tmp_path / "results", answers=[{"dev": DEV}])
    scores = [row[4] for row in rows_of(Material.of(study)) if row[2]]
    assert scores == [100, None, None]


def test_a_prior_changes_no_score(tmp_path, few):
    search = {"metric": "prior_weighted_micro_f1", "prior": {"no_relation": 0.8, "spouse": 0.2}}
    study = make_study(tmp_path / "results", answers=[RIGHT], search=search)
    assert rows_of(Material.of(study))[0][4] == 100
