"""data split: parts and folds as versions of a set, shaped as asked, with what they share."""

import csv
from collections import Counter

import pytest

from relsearch.commands.data_split import data_split
from relsearch.config import load_space
from relsearch.data import read_examples
from relsearch.errors import ConfigError, DataError, StudyError
from tests.hand_made import DEV, SELECT, TEST, make_study, write_rows

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}


@pytest.fixture
def split(tmp_path):
    """Split 120 rows: 60 no_relation, 40 founded, 20 spouse."""
    labels = ["no_relation"] * 60 + ["founded"] * 40 + ["spouse"] * 20
    file = write_rows(tmp_path / "rows.jsonl", labels)

    def run(**options):
        settings = {"reader": "jsonl", "output": tmp_path / "set", "shares": {"dev": 0.2}}
        return data_split(file, **settings | options)

    return run


def counts(part):
    return Counter(row.label for row in part)


def test_each_part_has_each_label_in_its_share(split):
    done = split(shares={"dev": 0.2, "select": 0.1, "test": 0})
    assert counts(done.parts["dev"]) == {"no_relation": 12, "founded": 8, "spouse": 4}
    assert counts(done.parts["select"]) == {"no_relation": 6, "founded": 4, "spouse": 2}
    assert list(done.parts) == ["train", "dev", "select"]


def test_parts_are_files_that_a_search_file_names(split, tmp_path):
    folder = split().folder
    text = f"""
study: s
data: {{reader: klue-json, train: {folder}/train.json, dev: {folder}/dev.json}}
fixed: {{encoder: bundled/mini}}
space: {{lr: [1.0e-5, 2.0e-5]}}
"""
    (tmp_path / "s.yaml").write_text(text)
    assert load_space(tmp_path / "s.yaml").data.dev == folder / "dev.json"
    assert len(read_examples(folder / "dev.json", reader="klue-json").examples) == 24


def test_the_leak_report_lies_beside_the_parts(split):
    done = split(by="row")
    assert [shared.sentences for shared in done.shared] == [0]
    with (done.folder / "leaks.csv").open(encoding="utf-8-sig", newline="") as file:
        (leak,) = csv.DictReader(file)
    assert leak["parts"] == "train / dev"
    assert leak["pairs"] == "1"


def test_folds_are_compared_within_themselves_alone(split):
    done = split(shares={"test": 0.1}, fold_count=3)
    assert list(done.parts)[:3] == ["test", "fold-0/train", "fold-0/dev"]
    assert len(done.shared) == 3 * 3
    assert (done.folder / "fold-2" / "dev.json").is_file()


def test_a_part_is_shaped_like_a_file(split, tmp_path):
    like = write_rows(
        tmp_path / "like.jsonl", ["no_relation", "no_relation", "no_relation", "spouse"]
    )
    assert counts(split(like=str(like)).parts["dev"]) == {"no_relation": 18, "spouse": 6}


@pytest.mark.parametrize("like", ["em", "bbse"])
def test_a_part_is_shaped_like_what_a_study_finds_in_its_test_rows(split, tmp_path, like):
    sure_of_spouse = {**RIGHT, "test": ["spouse"] * 4}
    make_study(tmp_path / "results", answers=[sure_of_spouse, RIGHT])
    done = split(like=like, study="hand", results=tmp_path / "results", shares={"dev": 0.1})
    assert counts(done.parts["dev"])["spouse"] >= 8


def test_folds_alone_cannot_be_shaped_and_a_test_beside_them_can(split, tmp_path):
    like = write_rows(tmp_path / "like.jsonl", ["spouse"] * 3 + ["founded"])
    with pytest.raises(ConfigError, match="--like has nothing to shape"):
        split(like=str(like), fold_count=3, shares={"dev": 0, "select": 0, "test": 0})
    assert not (tmp_path / "set").exists()
    done = split(like=str(like), fold_count=3, shares={"dev": 0, "select": 0, "test": 0.1})
    assert counts(done.parts["test"]) == {"spouse": 9, "founded": 3}


def test_folds_cannot_be_made_by_entity(split, tmp_path):
    with pytest.raises(ConfigError, match="make them by pair"):
        split(by="entity", fold_count=3, shares={"dev": 0})
    assert not (tmp_path / "set").exists()


def test_what_cannot_be_carved_says_by_what(split):
    with pytest.raises(DataError, match="from 120 rows by entity: no label has any to spare"):
        split(by="entity")  # every row is about the same two


def test_em_needs_test_rows(split, tmp_path):
    make_study(tmp_path / "results", answers=[{"dev": DEV, "select": SELECT}])
    with pytest.raises(StudyError, match="has no predictions of any"):
        split(like="em", results=tmp_path / "results")


def test_a_shape_needs_labels(split, tmp_path):
    like = write_rows(tmp_path / "like.jsonl", ["spouse", None])
    with pytest.raises(DataError, match="every row needs a label"):
        split(like=str(like))


@pytest.mark.parametrize("shares", [{"dev": -0.1}, {"dev": 0.6, "test": 0.4}])
def test_shares_leave_rows_for_train(split, shares):
    with pytest.raises(ConfigError, match="shares >= 0 must hold"):
        split(shares=shares)
