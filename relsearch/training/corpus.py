"""prepare_corpus: a study's rows as its trials get them: read, typed, and fit to be encoded."""

from dataclasses import replace
from typing import Any

from relsearch.config.study import StudyConfig
from relsearch.data import Corpus, Example, load_corpus

MAY_LOSE_ROWS = ("train", "dev", "select")  # each row of test needs an answer


def prepare_corpus(config: StudyConfig) -> Corpus:
    """Load the corpus; give entities types by data.entity_types; leave out rows that do not fit.

    The latter with ``data.on_bad_row: drop``. Raises DataError for files that cannot be read and
    EncoderError for an encoder or a model that cannot be loaded.
    """
    corpus = load_corpus(config.data)
    if config.data.entity_types is not None:
        from relsearch.training.entity_types import with_types

        corpus = with_types(corpus, config.data.entity_types)
    return without_unfit(corpus, config) if config.data.on_bad_row == "drop" else corpus


def without_unfit(corpus: Corpus, config: StudyConfig) -> Corpus:
    """Leave out the rows that some trial of the study could not encode, and note how many."""
    from relsearch.training.fitting import find_unfit

    unfit = find_unfit(config, corpus)
    parts: dict[str, Any] = {}
    notes = list(corpus.notes)
    for name in MAY_LOSE_ROWS:
        examples: tuple[Example, ...] = getattr(corpus, name)
        gone = [example for example in examples if example in unfit]
        parts[name] = tuple(example for example in examples if example not in unfit)
        if gone:
            first = unfit[gone[0]]
            notes.append(f"{name}: {len(gone)} rows left out that do not fit, the first is {first}")
    return replace(corpus, notes=tuple(notes), **parts)
