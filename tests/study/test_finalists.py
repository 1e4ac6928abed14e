"""Finalists: repeats made by hand, ranked by their mean."""

import csv

import pytest

from relsearch.study import corpus_of
from relsearch.study.finalists import best_trials, rank_finalists, write_finalists
from tests.hand_made import DEV, SELECT, TEST, keep_repeat, keep_trial, make_study

RIGHT = {"dev": DEV * 10, "select": SELECT * 10, "test": TEST * 10}
NOTHING = {part: ["no_relation"] * len(labels) for part, labels in RIGHT.items()}


@pytest.fixture
def study(tmp_path):
    """Three trials; the first was lucky: it was right in the search and never again."""
    study = make_study(tmp_path / "results", answers=[RIGHT, RIGHT, RIGHT], parts=RIGHT)
    for number, seed, answers in (
        (0, 43, NOTHING),
        (0, 44, NOTHING),
        (1, 43, RIGHT),
        (1, 44, RIGHT),
        (2, 43, RIGHT),
        (2, 44, NOTHING),
    ):
        keep_repeat(study, number, seed, answers)
    return study


def test_the_best_mean_comes_first_whatever_the_search_had_scored(study):
    final = rank_finalists(study, corpus_of(study))
    assert [(one.number, one.mean, one.searched) for one in final.finalists] == [
        (1, 100, 100),
        (2, 50, 100),
        (0, 0, 100),
    ]
    assert final.part == "select"


def test_the_first_two_are_told_apart_by_rows_and_seeds(study):
    lead = rank_finalists(study, corpus_of(study)).lead
    assert lead.points == 50
    assert not lead.beyond_noise  # both seeds of the second may have been its good one


def test_a_repeat_that_failed_or_has_no_record_is_left_out(study):
    keep_repeat(study, 1, 45, NOTHING, state="failed")
    study.folder.finalist(1, 46).path.mkdir()
    assert rank_finalists(study, corpus_of(study)).finalists[0].mean == 100


def test_what_is_built_on_the_best_follows_the_finalists_then_the_search(study):
    corpus = corpus_of(study)
    keep_trial(study, 3, RIGHT, score=99.0)  # the search's best, never repeated
    for top, numbers, part in ((4, [1, 2, 0, 3], "select then dev"), (2, [1, 2], "select")):
        best = best_trials(study, corpus, top=top)
        assert ([record.number for record in best.records], best.part) == (numbers, part)


def test_without_repeats_there_is_no_final(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT], parts=RIGHT)
    assert rank_finalists(study, corpus_of(study)) is None


def test_the_mean_on_test_has_its_interval_over_rows_and_seeds(study):
    first, second, last = rank_finalists(study, corpus_of(study)).rows()
    assert (first["test_low"], first["test"], first["test_high"]) == (100, 100, 100)
    assert second["test_low"] < second["test"] == 50 < second["test_high"]
    assert last["test"] == 0


def test_without_labels_on_test_there_is_no_mean_of_it(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT], parts={**RIGHT, "test": [None] * 40})
    keep_repeat(study, 0, 43, RIGHT)
    (row,) = rank_finalists(study, corpus_of(study)).rows()
    assert (row["mean"], row["test"], row["test_low"], row["test_high"]) == (100, None, None, None)


def test_the_ranking_is_written_as_csv(study):
    write_finalists(study, rank_finalists(study, corpus_of(study)))
    with study.folder.ranking.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["rank"], row["trial"], row["mean"]) for row in rows] == [
        ("1", "1", "100.0"),
        ("2", "2", "50.0"),
        ("3", "0", "0.0"),
    ]
