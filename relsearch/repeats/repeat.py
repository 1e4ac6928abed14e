"""Repeat: one configuration run once more, from the trial that found it to a record of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from relsearch.config import StudyConfig
from relsearch.data import Corpus
from relsearch.errors import RelsearchError, StorageError
from relsearch.study import Record, TrialFolder
from relsearch.study.keeping import Keeper
from relsearch.study.map import Map

Heard = Callable[["Repeat", Record], None]
Locate = Callable[[str], str]
"""Says where an encoder lies on the machine that it is called on."""


def as_named(encoder: str) -> str:
    """Locate an encoder where its name says: enough where every machine has it there."""
    return encoder


@dataclass(frozen=True)
class Repeat:
    """What to run again, under which seed, until which share of its schedule, and where to.

    ``keep`` keeps its weights, beside predictions and record.
    """

    trial: Record
    seed: int
    place: TrialFolder
    until: float = 1.0
    keep: bool = False

    @property
    def is_done(self) -> bool:
        """Say whether it ran to its end before; one that failed is worth another try."""
        record = self.place.record
        return record.is_file() and Record.load(record).state != "failed"


def run_repeats(
    repeats: Sequence[Repeat],
    *,
    study: StudyConfig,
    corpus: Corpus,
    map_: Map,
    heard: Heard,
    locate: Locate = as_named,
) -> None:
    """Run those that are left, each through one call of ``map_``; ``heard`` gets each that ends.

    ``locate`` is called where the run is, and may bring the encoder there.
    """
    left = [repeat for repeat in repeats if not repeat.is_done]
    run = partial(run_repeat, study=study, corpus=corpus, locate=locate)
    for repeat, record in zip(left, map_(run, left), strict=True):
        repeat.place.refresh()
        heard(repeat, record)


def run_repeat(
    repeat: Repeat, *, study: StudyConfig, corpus: Corpus, locate: Locate = as_named
) -> Record:
    """Fine-tune on ``corpus`` and keep what it yields, going on where it was interrupted.

    A run that cannot work (its loss diverged, one row does not fit the memory) is recorded as
    failed, as a trial is.
    """
    from relsearch.training.folds import fit
    from relsearch.training.priors import target_prior

    trial, place = repeat.trial, repeat.place
    keeper = Keeper(
        place,
        trial.number,
        values={**trial.values, "seed": repeat.seed},
        trial=trial.config.model_copy(update={"seed": repeat.seed}),
    )
    place.take_up()
    try:
        run = fit(
            keeper.trial.model_copy(update={"encoder": locate(keeper.trial.encoder)}),
            corpus,
            folder=place.path,
            on_evaluation=lambda _: place.share_state(),
            metric=study.search.metric,
            prior=target_prior(study.search, reader=study.data.reader),
            threads=max(1, int(study.resources.cpus)),
            resumable=True,
            until=repeat.until,
        )
    except StorageError:
        raise  # nothing is wrong with the trial
    except RelsearchError as failure:
        keeper.keep_failure(failure)
    else:
        if not repeat.keep:
            place.mirror.drop(place.checkpoint)
        keeper.keep(run, corpus)
    return Record.load(place.record)
