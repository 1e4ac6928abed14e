"""Evaluation: what a model said of dev at one point of its schedule, and how it scored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from relsearch.data.target import Estimator
from relsearch.model.relation_model import RelationModel
from relsearch.training.batches import Rows
from relsearch.training.estimates import estimate_prior
from relsearch.training.metrics import Scores, score
from relsearch.training.prediction import predict
from relsearch.training.priors import Prior, prior_weighted_micro_f1

Probabilities = NDArray[np.float32]
KEPT = ("number", "score", "epoch", "share", "seconds", "prior")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The ``number``-th evaluation (from 1) of a run.

    ``epoch`` is how many epochs have been trained, ``share`` which part of the run's schedule
    (0-1), ``seconds`` the time since the run's start, resumptions added up. ``score`` is the
    metric that is optimised, 0-100, under the target ``prior`` where it is one that has one;
    ``probabilities`` are dev's, (rows, labels).
    """

    number: int
    epoch: float
    share: float
    score: float
    seconds: float
    scores: Scores
    probabilities: Probabilities
    prior: Prior | None = None


@dataclass(frozen=True)
class Examiner:
    """Puts dev to a model and scores the answers.

    ``metric`` is the figure that is optimised. For prior_weighted_micro_f1 the target ``prior`` is
    given, or an estimator's name: the model itself estimates it from ``unlabelled`` rows.
    """

    model: RelationModel
    dev: Rows
    gold: Sequence[str]
    metric: str = "micro_f1"
    prior: Prior | Estimator | None = None
    unlabelled: Rows | None = None
    batch_size: int = 64

    def ask(self) -> Probabilities:
        """Return the probabilities of dev under the model as it is now."""
        return predict(self.model, self.dev, batch_size=self.batch_size)

    def scores(self, probabilities: Probabilities) -> Scores:
        """Return all figures of dev's probabilities."""
        config = self.model.config
        labels, no_relation = config.labels, config.no_relation
        return score(self.gold, probabilities, labels=labels, no_relation=no_relation)

    def optimised(self, scores: Scores, probabilities: Probabilities, prior: Prior | None) -> float:
        """Return the figure that is optimised."""
        if self.metric != "prior_weighted_micro_f1":
            return float(scores[self.metric])
        return prior_weighted_micro_f1(
            self.gold,
            probabilities,
            labels=scores.labels,
            no_relation=scores.no_relation,
            prior=prior or {},
        )

    def target_prior(self, probabilities: Probabilities) -> Prior | None:
        """Return the label distribution to score under, None for no other.

        It may be estimated from what the model, as it is now, says of dev and of the unlabelled.
        """
        if self.metric != "prior_weighted_micro_f1":
            return None
        if not isinstance(self.prior, str):
            return self.prior
        assert self.unlabelled, "a prior is estimated from rows, but there are none"
        unlabelled = predict(self.model, self.unlabelled, batch_size=self.batch_size)
        labels = self.model.config.labels
        return estimate_prior(self.prior, self.gold, probabilities, unlabelled, labels=labels)


def packed(evaluations: Sequence[Evaluation]) -> list[dict[str, Any]]:
    """Return what torch can save of evaluations; `unpacked` counts their scores again."""
    return [
        {name: getattr(one, name) for name in KEPT}
        | {"probabilities": torch.from_numpy(one.probabilities)}
        for one in evaluations
    ]


def unpacked(
    kept: Sequence[dict[str, Any]], scores: Callable[[Probabilities], Scores]
) -> list[Evaluation]:
    """Return the evaluations that `packed` made ready to be saved."""
    arrays = [one["probabilities"].numpy() for one in kept]
    return [
        Evaluation(**{**one, "scores": scores(array), "probabilities": array})
        for one, array in zip(kept, arrays, strict=True)
    ]


def best_of(evaluations: Sequence[Evaluation]) -> Evaluation | None:
    """Return the evaluation with the highest score; the first of equals."""
    return max(evaluations, key=lambda evaluation: evaluation.score, default=None)
