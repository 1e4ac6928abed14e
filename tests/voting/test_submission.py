"""Submissions: the competition's form, read back as its scorer reads it."""

import ast
import csv

import numpy as np
import pytest

from relsearch.data import KLUE_COMPETITION_ORDER, KLUE_OFFICIAL_ORDER
from relsearch.data.readers import READERS
from relsearch.voting.submission import submission_order
from relsearch.voting.submission import write_submission as write
from relsearch.voting.vote import hard_vote


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_submission(path, vote, *, ids, labels, reader="klue-json"):
    write(path, vote, ids=ids, labels=labels, reader=reader)


def random_members(members, rows, labels):
    return np.random.default_rng(42).dirichlet(np.ones(labels), size=(members, rows))


def test_round_trip_keeps_ids_labels_and_probabilities(tmp_path):
    said = random_members(3, 4, 30)
    vote, ids = hard_vote(said), ["b", "a", "d", "c"]
    write_submission(tmp_path / "s.csv", vote, ids=ids, labels=KLUE_COMPETITION_ORDER)
    rows = read(tmp_path / "s.csv")
    assert list(rows[0]) == ["id", "pred_label", "probs"]
    assert [row["id"] for row in rows] == ids
    assert [row["pred_label"] for row in rows] == [KLUE_COMPETITION_ORDER[i] for i in vote.labels]
    probabilities = np.array([ast.literal_eval(row["probs"]) for row in rows])
    np.testing.assert_allclose(probabilities, said.mean(axis=0), atol=1e-12)


def test_probabilities_are_written_in_competition_order_whatever_the_models_order(tmp_path):
    said = random_members(1, 1, 30)
    write_submission(tmp_path / "s.csv", hard_vote(said), ids=["x"], labels=KLUE_OFFICIAL_ORDER)
    (row,) = read(tmp_path / "s.csv")
    probabilities = ast.literal_eval(row["probs"])
    best = int(np.argmax(probabilities))
    assert KLUE_COMPETITION_ORDER[best] == row["pred_label"]
    birth = KLUE_OFFICIAL_ORDER.index("per:place_of_birth")
    assert probabilities[26] == pytest.approx(said[0, 0, birth])


def test_each_row_of_probabilities_sums_to_one_though_stored_as_float32(tmp_path):
    said = random_members(5, 20, 30).astype(np.float32)
    ids = [str(number) for number in range(20)]
    write_submission(tmp_path / "s.csv", hard_vote(said), ids=ids, labels=KLUE_COMPETITION_ORDER)
    for row in read(tmp_path / "s.csv"):
        assert sum(ast.literal_eval(row["probs"])) == pytest.approx(1, abs=1e-9)


def test_probabilities_are_of_all_members_not_of_the_first(tmp_path):
    said = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    write_submission(tmp_path / "s.csv", hard_vote(said), ids=["x"], labels=("a", "b"))
    assert ast.literal_eval(read(tmp_path / "s.csv")[0]["probs"]) == [0.5, 0.5]


@pytest.mark.parametrize("reader", READERS)
def test_rows_of_the_2021_task_get_one_column_and_all_others_three(tmp_path, reader):
    vote = hard_vote(random_members(2, 3, 2))
    labels = ("관계_없음", "인물:나이")
    write_submission(tmp_path / "s.csv", vote, ids="xyz", labels=labels, reader=reader)
    columns = ["pred_label"] if reader == "klue-2021-tsv" else ["id", "pred_label", "probs"]
    assert [list(row) for row in read(tmp_path / "s.csv")] == [columns] * 3


def test_ids_and_labels_with_commas_and_quotes_survive(tmp_path):
    vote = hard_vote(np.array([[[0.2, 0.8]]]))
    write_submission(tmp_path / "s.csv", vote, ids=['a,"1"'], labels=("x", 'y, "z"'))
    (row,) = read(tmp_path / "s.csv")
    assert (row["id"], row["pred_label"]) == ('a,"1"', 'y, "z"')


def test_a_label_set_of_ones_own_keeps_its_order():
    assert submission_order(("z", "a")) == ("z", "a")
    assert submission_order(KLUE_OFFICIAL_ORDER) == KLUE_COMPETITION_ORDER
