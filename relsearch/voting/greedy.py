"""Greedy selection: members added one by one, each time the one that helps most."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Objective = Callable[[NDArray[np.float64]], float]


def greedy(probabilities: NDArray[Any], objective: Objective, *, picks: int) -> tuple[int, ...]:
    """Return the indices of at most ``picks`` members, one as often as it was picked, sorted.

    Ensemble selection with replacement (Caruana et al. 2004, doi:10.1145/1015330.1015432):
    ``objective`` scores the mean (n, labels) of the members (members, n, labels) picked so far;
    the first picks up to the best score are kept. Of equal members the better-ranked is taken.
    """
    picked: list[int] = []
    best_picks, best_score = [0], -np.inf
    total = np.zeros(probabilities.shape[1:])
    for count in range(1, picks + 1):
        scores = [objective((total + one) / count) for one in probabilities]
        picked.append(int(np.argmax(scores)))
        total = total + probabilities[picked[-1]]
        if max(scores) > best_score:
            best_picks, best_score = list(picked), max(scores)
    return tuple(sorted(best_picks))
