"""Votes: how the members' probabilities become one label a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
CLOSE = 1e-9
"""Sums of probabilities nearer than this are equal: addition in another order rounds otherwise."""


@dataclass(frozen=True)
class Vote:
    """What the members say together about n rows.

    ``labels`` (n,) are label indices, ``probabilities`` (n, labels) the mean of the members'
    softmax, ``ties`` the rows that a tie rule decided, ``differing`` the rows where
    argmax(probabilities) is not the vote. The two are reported side by side, never reconciled.
    """

    labels: NDArray[np.intp]
    probabilities: NDArray[np.float64]
    ties: int
    differing: int


def hard_vote(probabilities: Array, skill: Array | None = None) -> Vote:
    """Return the label that most members put first; members (members, n, labels) best first.

    A tie goes to the tied label with the largest summed probability, then to the best-ranked
    member's. Every member has one voice: ``skill`` is not read.
    """
    probabilities = probabilities.astype(np.float64)
    ballots = _ballots(probabilities)  # (members, n, labels)
    counts = ballots.sum(axis=0)
    tied = counts == counts.max(axis=1, keepdims=True)
    supported = _largest(np.where(tied, probabilities.sum(axis=0), -1.0))
    labels = _best_ranked(supported, ballots)
    return _vote(labels, probabilities.mean(axis=0), tied)


def soft_vote(probabilities: Array, skill: Array | None = None) -> Vote:
    """Return the label with the largest mean probability over members (members, n, labels).

    A tie goes to the label that the best-ranked of the members prefers. ``skill`` is not read.
    """
    return weighted_vote(probabilities, np.ones(len(probabilities)))


def weighted_vote(probabilities: Array, skill: Array | None = None) -> Vote:
    """Return the label with the largest mean probability, each member weighted by its skill.

    ``skill`` (members,) is not negative; where no member has any, all weigh the same.
    """
    probabilities = probabilities.astype(np.float64)
    mean = np.average(probabilities, axis=0, weights=_weights(skill, len(probabilities)))
    tied = _largest(mean)
    return _vote(_best_ranked(tied, probabilities), mean, tied)


VOTES: dict[str, Callable[[Array, Array | None], Vote]] = {
    "hard": hard_vote,
    "soft": soft_vote,
    "weighted": weighted_vote,
}


def skill_of(accuracy: Array, labels: int) -> Array:
    """Return each member's weight from its accuracy (0-1) on rows that it was not chosen by.

    The log-odds against chance of SAMME (Zhu et al. 2009, doi:10.4310/SII.2009.v2.n3.a8): 0 for
    a member no better than chance.
    """
    accuracy = np.clip(accuracy, CLOSE, 1 - CLOSE)
    return np.asarray(np.maximum(np.log(accuracy / (1 - accuracy)) + np.log(labels - 1), 0.0))


def _ballots(probabilities: Array) -> Array:
    """Mark each member's first label of each row."""
    first = probabilities.argmax(axis=2)[..., None]  # (members, n, 1)
    return np.asarray(np.arange(probabilities.shape[2]) == first)


def _largest(support: Array) -> Array:
    """Mark every label (n, labels) whose support is the row's largest."""
    return np.asarray(support >= support.max(axis=1, keepdims=True) - CLOSE)


def _best_ranked(candidates: Array, preferences: Array) -> NDArray[np.intp]:
    """Choose, of each row's candidates, the one that the earliest member prefers."""
    for preference in preferences:
        liking = np.where(candidates, preference, -1.0)  # (n, labels)
        candidates = liking == liking.max(axis=1, keepdims=True)
    return np.asarray(candidates.argmax(axis=1))


def _weights(skill: Array | None, members: int) -> Array:
    return np.ones(members) if skill is None or not skill.sum() > 0 else skill


def _vote(labels: NDArray[np.intp], mean: Array, tied: Array) -> Vote:
    return Vote(
        labels=labels,
        probabilities=mean,
        ties=int((tied.sum(axis=1) > 1).sum()),
        differing=int((mean.argmax(axis=1) != labels).sum()),
    )
