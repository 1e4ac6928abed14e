"""train: one configuration fine-tuned here, without a search and without Ray."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from relsearch.config import StudyConfig, load_space
from relsearch.data import Corpus
from relsearch.study import Predictions, Record, StudyFolder, TrialFolder, study_at, under
from relsearch.study.keeping import Keeper
from relsearch.study.rows import Rows, labelled_parts
from relsearch.training.corpus import prepare_corpus
from relsearch.training.intervals import Interval, intervals

if TYPE_CHECKING:
    from relsearch.training.evaluation import Evaluation


@dataclass(frozen=True)
class Trained:
    """A finished run: its folder, laid out like a trial's, its record, and how it scores.

    ``intervals`` hold each labelled part's micro F1, AUPRC and accuracy with their intervals.
    """

    place: TrialFolder
    record: Record
    intervals: Mapping[str, Mapping[str, Interval]]


def train(
    space: str | Path | StudyConfig,
    *,
    overrides: Sequence[str] = (),
    results: str | Path = "results",
    on_evaluation: "Callable[[Evaluation], None]" = lambda evaluation: None,
    say: Callable[[str], None] = lambda sentence: None,
) -> Trained:
    """Train the `fixed` configuration of a search file in ``results/<study>-train``.

    Keys that the file leaves to the search take TrialConfig's defaults. Each call is a new trial
    of that folder. Raises ConfigError, DataError or EncoderError, and TrialFailed for a loss that
    diverges or too little memory.
    """
    from relsearch.training.folds import fit
    from relsearch.training.priors import target_prior, with_prior

    config = load_space(space, overrides) if not isinstance(space, StudyConfig) else space
    for note in _open_keys(config):
        say(note)
    corpus = prepare_corpus(config)
    config = with_prior(config, corpus)
    for note in corpus.notes:
        say(note)
    folder = study_at(under(results, f"{config.study}-train"), role="worker")
    folder.refresh()
    number, place = _next_place(folder)
    keeper = Keeper(place, number, values={}, trial=config.trial({}))
    run = fit(
        keeper.trial,
        corpus,
        folder=place.path,
        on_evaluation=on_evaluation,
        metric=config.search.metric,
        prior=target_prior(config.search, reader=config.data.reader),
    )
    keeper.keep(run, corpus)
    return Trained(place, Record.load(place.record), _intervals(place, corpus))


def _intervals(place: TrialFolder, corpus: Corpus) -> dict[str, dict[str, Interval]]:
    said, parts = Predictions.load(place.predictions).parts, labelled_parts(corpus)
    return {
        part: intervals(
            Rows.of(getattr(corpus, part)).gold or (),
            said[part].probabilities,
            labels=corpus.labels,
            no_relation=corpus.no_relation,
        )
        for part in parts
    }


def _open_keys(config: StudyConfig) -> list[str]:
    """Say which keys the search would have chosen, and what they are now."""
    if not config.space:
        return []
    trial = config.trial({})
    said = ", ".join(f"{key}={getattr(trial, key)}" for key in config.space)
    return [f"left to the search by the file, here at their defaults: {said} (--set fixed.KEY=…)"]


def _next_place(folder: StudyFolder) -> tuple[int, TrialFolder]:
    """Return the first number that no earlier run has taken."""
    number = max((number for number, _ in folder.trials()), default=-1) + 1
    return number, folder.trial(number)
