"""dry_run: what a search would run, without running it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsearch.config import StudyConfig, load_space
from relsearch.data import Corpus
from relsearch.study import Journal
from relsearch.training.corpus import prepare_corpus
from relsearch.training.priors import with_prior

if TYPE_CHECKING:
    from relsearch.search.estimate import Estimate

SAMPLED = 8  # configurations shown; later ones depend on the scores of the first


@dataclass(frozen=True)
class Plan:
    """The resolved search file, its corpus and the first configurations that it would try."""

    config: StudyConfig
    corpus: Corpus
    sampled: list[dict[str, Any]]

    @property
    def trained_rows(self) -> int:
        """Rows that all runs train on together, at most: no trial pruned, epochs the longest."""
        models = list(self.corpus.each_fold()) or [self.corpus]
        rows = sum(len(one.train) for one in models)
        return self.runs * int(self.config.largest("epochs")) * rows

    @property
    def evaluated_rows(self) -> int:
        """Rows that all runs are evaluated on together, at most."""
        epochs, often = self.config.largest("epochs"), self.config.largest("eval_per_epoch")
        apart = (rows for rows in (self.corpus.select, self.corpus.test) if rows != self.corpus.dev)
        once = max(1, len(self.corpus.folds)) * sum(len(rows) for rows in apart)
        return self.runs * (int(epochs * often) * len(self.corpus.dev) + once)

    @property
    def runs(self) -> int:
        """Trials, and the repeats of the finalists among them."""
        trials, finalists = self.config.trials, self.config.search.finalists
        return trials + (min(finalists.top, trials) * finalists.seeds if finalists else 0)


def dry_run(space: Path, *, overrides: Sequence[str] = ()) -> Plan:
    """Return what `tune` would do with a search file; starts no cluster and writes nothing."""
    config = load_space(space, overrides)
    corpus = prepare_corpus(config)
    return Plan(with_prior(config, corpus), corpus, _first_values(config))


def probed(plan: Plan) -> "Estimate":
    """Return what the search will take on this machine, its first configuration timed here.

    Trains a few updates, half a minute at most with an encoder that the machine is fit for, and
    leaves nothing behind. Raises EncoderError or ResourceError.
    """
    from relsearch.search.estimate import estimate
    from relsearch.training.probe import probe

    trial = plan.config.trial(plan.sampled[0])
    first = next(iter(plan.corpus.each_fold()), plan.corpus)
    speed = probe(trial, first, threads=max(1, int(plan.config.resources.cpus)))
    return estimate(plan.config, plan.corpus, speed, runs=plan.runs)


def _first_values(config: StudyConfig) -> list[dict[str, Any]]:
    """Ask a journal of its own as the search would ask."""
    from relsearch.search.opening import queue
    from relsearch.search.samplers import build_sampler

    journal = Journal.in_memory(
        space=config.space,
        sampler=build_sampler(config.search.sampler, seed=config.search.seed),
        queue=queue(config),
    )
    return [dict(journal.ask().values) for _ in range(min(SAMPLED, config.trials))]
