"""Uncertainty: how far a trial's dev score would move if the rows were drawn again."""

from collections.abc import Mapping

from relsearch.data import Corpus
from relsearch.errors import RelsearchError
from relsearch.report.answers import answers, gold_of
from relsearch.study import Predictions, Record, Study
from relsearch.training.intervals import Interval, bootstrap_interval
from relsearch.training.priors import Prior, estimate_prior, prior_of, target_prior

REPEATS = {"auprc": 200}  # an area takes a hundred times as long as a fraction; others 1,000


def dev_interval(study: Study, record: Record, corpus: Corpus) -> Interval | None:
    """Return the 95 % bootstrap interval of the optimised score; None without its predictions."""
    try:
        predictions = study.predictions(record.number)
        given = answers(predictions, corpus, "dev")
        prior = _prior(study, predictions, corpus)
    except RelsearchError:
        return None
    metric = study.config.search.metric
    return bootstrap_interval(
        given.gold,
        given.probabilities,
        labels=given.labels,
        no_relation=given.no_relation,
        metric=metric,
        prior=prior,
        repeats=REPEATS.get(metric, 1000),
    )


def _prior(study: Study, predictions: Predictions, corpus: Corpus) -> Prior | None:
    """Return the prior that the metric weighs rows by, estimated anew where it is ``em``."""
    prior = target_prior(study.config.search, reader=study.config.data.reader)
    if prior is None or isinstance(prior, Mapping):
        return prior
    test = predictions.parts["test"].probabilities
    return estimate_prior(prior_of(gold_of(corpus.train)), test, labels=predictions.labels)
