"""Agreement: how often models say the same, and how often they are wrong together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Agreement:
    """Shares (0-1) for every pair of models: (models, models).

    ``same`` is the share of rows on which both put the same label first. ``wrong_together`` is
    the share of both wrong among the rows on which either is; None where the rows are unlabelled.
    """

    same: NDArray[np.float64]
    wrong_together: NDArray[np.float64] | None

    def to_dict(self) -> dict[str, Any]:
        """Return both tables and their means over pairs, fit for JSON."""
        return {
            "same": _table(self.same),
            "wrong_together": None if self.wrong_together is None else _table(self.wrong_together),
        }


def agreement(probabilities: NDArray[Any], gold: NDArray[np.integer[Any]] | None) -> Agreement:
    """Compare models (models, n, labels); ``gold`` (n,) are label indices if they are known."""
    said = probabilities.argmax(axis=2)  # (models, n)
    same = (said[:, None] == said[None]).mean(axis=2)
    return Agreement(same, None if gold is None else _wrong_together(said != gold))


def _wrong_together(wrong: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return |both wrong| / |either wrong| for wrong (models, n); 1 where neither ever is."""
    both = (wrong[:, None] & wrong[None]).sum(axis=2)
    either = (wrong[:, None] | wrong[None]).sum(axis=2)
    return np.asarray(np.divide(both, either, out=np.ones(both.shape), where=either > 0))


def _table(shares: NDArray[np.float64]) -> dict[str, Any]:
    pairs = shares[np.triu_indices(len(shares), k=1)]
    mean = float(pairs.mean()) if len(pairs) else None
    return {"mean": mean, "pairs": shares.round(4).tolist()}
