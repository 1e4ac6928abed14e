"""Votes: the hard vote's tie rules by hand, and what holds for every vote."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsearch.voting.vote import VOTES, hard_vote, skill_of, soft_vote, weighted_vote


def members(*rows):
    """Make one-row members (members, 1, labels)."""
    return np.array(rows)[:, None, :]


@st.composite
def juries(draw):
    """Draw members (members, n, labels) whose rows are softmax."""
    shape = draw(st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(2, 4)))
    weights = np.random.default_rng(draw(st.integers(0, 999))).integers(1, 6, size=shape)
    return weights / weights.sum(axis=2, keepdims=True)


def test_hard_vote_takes_the_label_of_the_most_members():
    vote = hard_vote(members([0.6, 0.4, 0.0], [0.6, 0.4, 0.0], [0.0, 0.0, 1.0]))
    assert vote.labels.tolist() == [0]
    assert vote.ties == 0


def test_tie_goes_to_the_largest_summed_probability():
    vote = hard_vote(members([0.6, 0.3, 0.1], [0.1, 0.8, 0.1]))
    assert vote.labels.tolist() == [1]
    assert vote.ties == 1


def test_tie_counts_the_probability_of_members_that_voted_otherwise():
    vote = hard_vote(
        members([0.50, 0.05, 0.45], [0.05, 0.51, 0.44], [0.40, 0.05, 0.55], [0.05, 0.46, 0.49])
    )
    assert vote.labels.tolist() == [2]  # two ballots, the others one each: no tie
    vote = hard_vote(members([0.50, 0.05, 0.45], [0.05, 0.51, 0.44], [0.0, 0.0, 1.0]))
    assert vote.labels.tolist() == [2]
    assert vote.ties == 1


def test_probability_of_a_label_without_the_most_ballots_cannot_win():
    vote = hard_vote(members([0.51, 0.0, 0.49], [0.51, 0.0, 0.49], [0.0, 0.51, 0.49]))
    assert vote.labels.tolist() == [0]
    assert vote.differing == 1  # the mean's largest is label 2: reported, not mended


def test_tie_goes_to_best_ranked():
    vote = hard_vote(members([0.3, 0.7], [0.7, 0.3]))
    assert vote.labels.tolist() == [1]
    assert hard_vote(members([0.7, 0.3], [0.3, 0.7])).labels.tolist() == [0]


def test_tie_goes_to_best_ranked_even_where_sums_differ_by_rounding():
    said = members([0.4, 0.1 + 0.2, 0.3], [0.3, 0.4, 0.3])  # 0.1 + 0.2 is a little over 0.3
    assert said.sum(axis=0)[0, 0] != said.sum(axis=0)[0, 1]
    assert hard_vote(said).labels.tolist() == [0]
    assert hard_vote(said[::-1]).labels.tolist() == [1]


def test_best_ranked_is_the_first_whose_label_is_among_the_tied():
    vote = hard_vote(
        members([0.0, 0.0, 1.0], [0.2, 0.8, 0.0], [0.8, 0.2, 0.0], [0.2, 0.8, 0.0], [0.8, 0.2, 0.0])
    )
    assert vote.labels.tolist() == [1]


def test_probabilities_are_the_mean_of_all_members_not_the_first_members():
    vote = hard_vote(members([1.0, 0.0], [0.0, 1.0], [0.0, 1.0]))
    np.testing.assert_allclose(vote.probabilities, [[1 / 3, 2 / 3]])


def test_soft_vote_takes_the_largest_mean_and_differs_from_hard():
    said = members([0.51, 0.49], [0.51, 0.49], [0.0, 1.0])
    assert soft_vote(said).labels.tolist() == [1]
    assert hard_vote(said).labels.tolist() == [0]
    assert soft_vote(said).differing == 0


def test_weighted_vote_follows_the_skilled_member():
    said = members([0.9, 0.1], [0.2, 0.8], [0.2, 0.8])
    vote = weighted_vote(said, np.array([4.0, 1.0, 1.0]))
    assert vote.labels.tolist() == [0]
    np.testing.assert_allclose(vote.probabilities, [[4 / 6, 2 / 6]])


def test_weighted_vote_without_any_skill_is_the_soft_vote():
    said = members([0.9, 0.1], [0.2, 0.8])
    vote = weighted_vote(said, np.zeros(2))
    np.testing.assert_allclose(vote.probabilities, soft_vote(said).probabilities)


def test_skill_grows_with_accuracy_and_is_nothing_at_chance():
    low, chance, good, perfect = skill_of(np.array([0.1, 0.25, 0.5, 1.0]), 4)
    assert low == 0
    assert chance == pytest.approx(0)
    assert good == pytest.approx(np.log(3))
    assert good < perfect < np.inf


@pytest.mark.parametrize("name", VOTES)
@given(juries())
def test_one_member_decides_alone(name, probabilities):
    alone = probabilities[:1]
    vote = VOTES[name](alone, np.ones(1))
    assert vote.labels.tolist() == alone[0].argmax(axis=1).tolist()
    np.testing.assert_allclose(vote.probabilities, alone[0])


@pytest.mark.parametrize("name", VOTES)
@given(juries())
def test_mean_probabilities_sum_to_one_and_labels_are_someones(name, probabilities):
    vote = VOTES[name](probabilities, np.ones(len(probabilities)))
    np.testing.assert_allclose(vote.probabilities.sum(axis=1), 1)
    assert vote.labels.shape == (probabilities.shape[1],)
    assert (probabilities.max(axis=0)[np.arange(len(vote.labels)), vote.labels] > 0).all()


@given(juries())
def test_hard_vote_never_takes_a_label_with_fewer_ballots(probabilities):
    vote = hard_vote(probabilities)
    said = probabilities.argmax(axis=2)  # (members, n)
    for row, label in enumerate(vote.labels):
        ballots = np.bincount(said[:, row], minlength=probabilities.shape[2])
        assert ballots[label] == ballots.max()


@pytest.mark.parametrize("name", VOTES)
@given(juries())
def test_a_vote_of_copies_is_the_vote_of_the_one(name, probabilities):
    copies = np.repeat(probabilities[:1], 3, axis=0)
    vote = VOTES[name](copies, np.ones(3))
    assert vote.labels.tolist() == probabilities[0].argmax(axis=1).tolist()
    assert vote.differing == 0
