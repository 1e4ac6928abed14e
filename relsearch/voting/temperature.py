"""Temperature scaling: members that are surer than they are right are made to speak alike.

One number a member (Guo et al. 2017, arXiv:1706.04599): its log-probabilities are divided by it.
No member's own labels change; the mean of several, and with it AUPRC, does.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from relsearch.training.metrics import Ids

BOUNDS = (0.05, 20.0)
SMALLEST = 1e-12  # a probability of 0 has no logarithm


def fit_temperature(probabilities: NDArray[Any], gold_ids: Ids) -> float:
    """Return the temperature under which the gold labels (n,) of (n, labels) are likeliest."""
    logs = _logs(probabilities)
    rows = np.arange(len(gold_ids))

    def surprise(log_temperature: float) -> float:
        scaled = log_softmax(logs / np.exp(log_temperature), axis=1)
        return float(-scaled[rows, gold_ids].mean())

    found = minimize_scalar(surprise, bounds=np.log(BOUNDS), method="bounded")
    return float(np.exp(found.x))


def scaled(probabilities: NDArray[Any], temperature: float) -> NDArray[np.float64]:
    """Return probabilities (n, labels) at another temperature; above 1 they are less sure."""
    return np.asarray(softmax(_logs(probabilities) / temperature, axis=1))


def _logs(probabilities: NDArray[Any]) -> NDArray[np.float64]:
    return np.log(np.maximum(probabilities.astype(np.float64), SMALLEST))
