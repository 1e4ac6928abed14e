"""The leaderboard: its order and its columns."""

import csv

import pytest

from relsearch.config import TrialConfig
from relsearch.study import Record, leaderboard, ranked, write_leaderboard

COLUMNS = ("input_format", "lr", "prompt")


@pytest.fixture
def record(evaluation):
    def make(number, state, *scores, **config):
        return Record(
            number=number,
            state=state,
            config=TrialConfig(encoder="bundled/mini", **config),
            values={},
            evaluations=tuple(evaluation(at, score) for at, score in enumerate(scores, start=1)),
            seconds=12.34,
        )

    return make


def numbers(records):
    return [record.number for record in records]


def test_the_best_evaluation_counts_not_the_last(record):
    assert numbers(ranked([record(0, "complete", 60), record(1, "complete", 70, 50)])) == [1, 0]


def test_a_complete_trial_stands_before_a_pruned_one_of_the_same_score(record):
    assert numbers(ranked([record(0, "pruned", 60), record(1, "complete", 60)])) == [1, 0]


def test_a_better_pruned_trial_stands_before_a_complete_one(record):
    assert numbers(ranked([record(0, "complete", 60), record(1, "pruned", 61)])) == [1, 0]


def test_the_lower_number_wins_a_tie(record):
    assert numbers(ranked([record(2, "complete", 60), record(1, "complete", 60)])) == [1, 2]


def test_failed_trials_and_those_without_a_score_come_last(record):
    records = [record(0, "failed", 99), record(1, "pruned"), record(2, "complete", 0.0)]
    assert numbers(ranked(records)) == [2, 1, 0]


def test_a_row_tells_rank_state_scores_cost_and_configuration(record):
    (row,) = leaderboard([record(4, "pruned", 61.23456, 50, lr=1e-5)], COLUMNS)
    assert row == {
        "rank": 1,
        "trial": 4,
        "state": "pruned",
        "score": 61.2346,
        "micro_f1": 61.2346,
        "auprc": 30.6173,
        "epochs_run": 2.0,
        "seconds": 12.3,
        "input_format": "typed_entity_marker_punct",
        "lr": 1e-5,
        "prompt": "s_and_o",
    }


def test_the_file_has_one_line_a_trial_and_blanks_for_what_a_failed_one_lacks(record, tmp_path):
    write_leaderboard(
        tmp_path / "leaderboard.csv", [record(0, "failed"), record(1, "complete", 60)], COLUMNS
    )
    with (tmp_path / "leaderboard.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["rank"], row["trial"], row["score"]) for row in rows] == [
        ("1", "1", "60.0"),
        ("2", "0", ""),
    ]
    assert list(rows[0]) == [
        *("rank", "trial", "state", "score", "micro_f1", "auprc", "epochs_run", "seconds"),
        *COLUMNS,
    ]
