"""Greedy selection: helpful members again and again, useless ones never."""

import numpy as np

from relsearch.voting.greedy import greedy

GOLD = np.array([0, 1, 0, 1])


def accuracy(probabilities):
    return float((probabilities.argmax(axis=1) == GOLD).mean())


def says(*labels, sure=0.9):
    """Make a member (n, 2) that says these labels."""
    return np.array(
        [[sure if label == column else 1 - sure for column in (0, 1)] for label in labels]
    )


def test_the_best_alone_is_kept_when_nobody_helps():
    members = np.stack([says(0, 1, 0, 1), says(1, 0, 1, 0)])
    assert greedy(members, accuracy, picks=3) == (0,)


def test_a_weaker_member_is_taken_when_it_corrects_the_best():
    best, same, other = says(0, 1, 0, 0, sure=0.6), says(0, 1, 0, 0), says(0, 0, 1, 1, sure=0.59)
    corrects = says(0, 0, 0, 1, sure=0.7)
    corrects[1] = [0.45, 0.55]
    assert greedy(np.stack([best, same, other, corrects]), accuracy, picks=2) == (3,)
    corrects[0] = [0.4, 0.6]
    assert greedy(np.stack([best, same, other, corrects]), accuracy, picks=2) == (0, 3)


def test_a_member_is_picked_twice_where_once_would_be_outvoted():
    strong = np.array([[0.6, 0.4], [0.4, 0.6], [0.6, 0.4], [0.55, 0.45]])  # wrong on the last
    loud = np.array([[0.35, 0.65], [0.1, 0.9], [0.35, 0.65], [0.1, 0.9]])
    assert accuracy((strong + loud) / 2) == 0.5
    assert greedy(np.stack([strong, loud]), accuracy, picks=5) == (0, 0, 1)


def test_equal_members_leave_the_better_ranked():
    member = says(0, 1, 0, 1)
    assert greedy(np.stack([member, member]), accuracy, picks=1) == (0,)


def test_no_more_than_the_picks_asked_for():
    generator = np.random.default_rng(42)
    members = generator.dirichlet([1, 1], size=(6, 4))
    assert len(greedy(members, accuracy, picks=3)) <= 3
