"""Scoring: votes against gold labels, with intervals, and one vote against another."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.training.intervals import (
    Difference,
    Interval,
    bootstrap_interval,
    paired_difference,
)
from relsearch.training.metrics import confusion_matrix, label_ids, score
from relsearch.voting.vote import Vote

HEADLINE = ("micro_f1", "auprc", "accuracy", "no_relation_precision", "no_relation_recall")


@dataclass(frozen=True)
class Scoring:
    """The gold labels of n rows; a vote's labels are scored, but AUPRC by its probabilities."""

    gold: tuple[str, ...]
    labels: tuple[str, ...]
    no_relation: str | None

    def scores(self, vote: Vote) -> dict[str, Any]:
        """Return the headline figures (0-100) of a vote."""
        confusion = confusion_matrix(label_ids(self.gold, self.labels), self._voted(vote))
        by_mean = score(self.gold, vote.probabilities, **self._task)
        scores = replace(by_mean, confusion=confusion)
        return {name: scores[name] for name in HEADLINE} | {"absent": list(scores.absent)}

    def intervals(self, vote: Vote) -> dict[str, dict[str, float]]:
        """Return the 95 % bootstrap interval of each score that leaderboards show."""
        voted = self._voted(vote)
        found: Mapping[str, Interval] = {
            metric: bootstrap_interval(self.gold, said, metric=metric, **self._task)
            for metric, said in (
                ("micro_f1", voted),
                ("auprc", vote.probabilities),
                ("accuracy", voted),
            )
        }
        return {metric: asdict(interval) for metric, interval in found.items()}

    def gain(self, vote: Vote, other: Vote) -> Difference:
        """Return by how many points of micro F1 a vote lies above another on these rows."""
        first, second = self._voted(vote), self._voted(other)
        return paired_difference(self.gold, [first], [second], **self._task)

    def _voted(self, vote: Vote) -> NDArray[np.float64]:
        return np.asarray(np.eye(len(self.labels))[vote.labels])  # (n, labels), one-hot

    @property
    def _task(self) -> dict[str, Any]:
        return {"labels": self.labels, "no_relation": self.no_relation}
