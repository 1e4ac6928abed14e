"""Nearness: distances by key, weighed by what each explains."""

import numpy as np
import pytest

from relsearch.config import Choice, Range
from relsearch.search.replay.nearness import LEAST, Nearness, explained

SPACE = {
    "lr": Range(low=1e-5, high=1e-3, log=True),
    "head": Choice(choices=("base", "bigru")),
    "epochs": Choice(choices=(2, 4)),
}
ROWS = [
    {"lr": 1e-5, "head": "base", "epochs": 2},
    {"lr": 1e-3, "head": "base", "epochs": 2},
    {"lr": 1e-5, "head": "bigru", "epochs": 2},
    {"lr": 1e-3, "head": "bigru", "epochs": 2},
    {"lr": 1e-3, "head": "bigru", "epochs": 4},
    {"lr": 1e-5, "head": "bigru", "epochs": 4},
]
BY_LR = (10.0, 90.0, 10.0, 90.0, 90.0, 10.0)


def test_a_recorded_configuration_is_nearest_to_itself():
    nearness = Nearness(ROWS, BY_LR, SPACE)
    assert [nearness.closest(row) for row in ROWS] == list(range(len(ROWS)))


def test_a_number_is_placed_on_its_log_scale():
    nearness = Nearness(ROWS[:2], BY_LR[:2], {"lr": SPACE["lr"]})
    assert nearness.closest({"lr": 0.9e-4}) == 0
    assert nearness.closest({"lr": 1.1e-4}) == 1


def test_the_key_that_explains_the_scores_decides():
    nearness = Nearness(ROWS, BY_LR, SPACE)
    assert nearness.weights["lr"] > nearness.weights["head"] == LEAST
    near_by_head = {"lr": 9e-4, "head": "base", "epochs": 2}
    assert nearness.closest(near_by_head) == 1


def test_rows_of_another_length_are_no_candidates():
    nearness = Nearness(ROWS, BY_LR, SPACE, same=("epochs",))
    assert nearness.closest({"lr": 1e-5, "head": "base", "epochs": 4}) == 5


def test_groups_that_differ_in_nothing_but_noise_explain_little():
    draw = np.random.default_rng(1)
    groups = draw.integers(7, size=200).tolist()
    assert explained(groups, draw.normal(size=200)) < 0.05


@pytest.mark.parametrize("scores", [[3.0, 3.0, 3.0], [1.0, 2.0, 3.0]])
def test_scores_that_cannot_be_explained_give_nothing(scores):
    groups = ["a", "b", "c"]  # one row each: within them nothing varies
    assert explained(groups, np.array(scores)) == 0
