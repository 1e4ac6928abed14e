"""Yardstick: the rows and the metric that trials are measured by once the search is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from relsearch.data.example import Corpus
from relsearch.data.target import prior_of
from relsearch.errors import StudyError
from relsearch.study.predictions import Predictions
from relsearch.study.rows import Rows
from relsearch.study.study import Study
from relsearch.training.intervals import (
    Difference,
    Interval,
    bootstrap_interval,
    mean_interval,
    paired_difference,
)
from relsearch.training.metrics import Floats
from relsearch.training.priors import Prior, figure, target_prior, weighted_figure


@dataclass(frozen=True)
class Yardstick:
    """The labelled rows of a part, and how probabilities (n, labels) of them are scored."""

    part: str
    rows: Rows
    labels: tuple[str, ...]
    no_relation: str | None
    metric: str
    prior: Prior | None

    @staticmethod
    def of(study: Study, corpus: Corpus, part: str) -> "Yardstick":
        """Return the study's metric on a labelled part.

        Where each model would estimate the prior for itself micro F1 takes its place:
        two models are not compared under two priors.
        """
        search, reader = study.config.search, study.config.data.reader
        prior = target_prior(search, reader=reader)
        return Yardstick(
            part=part,
            rows=Rows.of(getattr(corpus, part)),
            labels=corpus.labels,
            no_relation=corpus.no_relation,
            metric="micro_f1" if isinstance(prior, str) else search.metric,
            prior=None if isinstance(prior, str) else prior,
        )

    def by(self, metric: str) -> "Yardstick":
        """Return the same rows measured by another metric."""
        return replace(self, metric=metric)

    def answers(self, predictions: Predictions) -> Floats:
        """Return what was stored of these rows; StudyError when others were stored."""
        stored = predictions.parts.get(self.part)
        if stored is None or stored.ids != self.rows.ids or predictions.labels != self.labels:
            raise StudyError(
                f"stored predictions of {self.part} are not about the study's rows and labels;"
                " the data changed since, so restore the files"
            )
        return stored.probabilities

    def score(self, probabilities: Any) -> float:
        """Score one model's probabilities."""
        return figure(self.metric, self._gold, probabilities, **self._task)

    def score_like(self, other: "Yardstick", probabilities: Any) -> float:
        """Score one model's probabilities as if these rows had the label shares of another part's.

        A metric under a prior has its label shares from there, and is taken as it is.
        """
        if self.metric == "prior_weighted_micro_f1":
            return self.score(probabilities)
        task = self._task | {"prior": prior_of(other._gold)}
        return weighted_figure(self.metric, self._gold, probabilities, **task)

    def interval(self, probabilities: Any) -> Interval:
        """Score one model's probabilities, with their interval."""
        return bootstrap_interval(self._gold, probabilities, metric=self.metric, **self._task)

    def mean_interval(self, runs: Sequence[Any]) -> Interval:
        """Return the mean score of a model's runs by their probabilities, with its interval."""
        return mean_interval(self._gold, runs, metric=self.metric, **self._task)

    def difference(self, first: Sequence[Any], second: Sequence[Any]) -> Difference:
        """Compare two models by their runs' probabilities."""
        return paired_difference(self._gold, first, second, metric=self.metric, **self._task)

    @property
    def _gold(self) -> tuple[str, ...]:
        assert self.rows.gold, f"{self.part} has no labels to score against"
        return self.rows.gold

    @property
    def _task(self) -> dict[str, Any]:
        return {"labels": self.labels, "no_relation": self.no_relation, "prior": self.prior}
