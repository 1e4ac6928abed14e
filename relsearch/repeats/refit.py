"""Refit: the best configurations trained on every labelled row, as far as their best evaluation."""

from collections.abc import Sequence
from dataclasses import replace

from relsearch.data import Corpus
from relsearch.repeats.repeat import Repeat
from relsearch.study import Record, Study


def whole_corpus(corpus: Corpus) -> Corpus:
    """Return the corpus with dev and select among the rows of train; test stays apart."""
    dev = () if corpus.folds else corpus.dev  # rows of train as it is
    select = () if corpus.select == corpus.dev else corpus.select
    rows = (*corpus.train, *dev, *select)
    return replace(corpus, train=rows, dev=(), select=(), folds=())


def refit_repeats(study: Study, trials: Sequence[Record], *, seeds: int) -> list[Repeat]:
    """Return the runs that refit trials, done or not, under their own seed and those after it.

    Each follows the learning rates of its trial's whole schedule, and ends at the share of it at
    which the trial's best evaluation was: there are no rows left to choose an end by.
    """
    return [
        Repeat(
            trial,
            seed,
            study.folder.refitted(trial.number, seed),
            until=trial.best.share if trial.best else 1.0,
            keep=True,
        )
        for trial in trials
        for seed in range(trial.config.seed, trial.config.seed + seeds)
    ]
