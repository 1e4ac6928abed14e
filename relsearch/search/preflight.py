"""Preflight: what can be known to go wrong is said before the first trial starts."""

from pathlib import Path

from relsearch.config import StudyConfig
from relsearch.data import Corpus
from relsearch.errors import ConfigError
from relsearch.search.disk import check_disk
from relsearch.training.fitting import find_unfit

SHOWN = 10


def preflight(config: StudyConfig, corpus: Corpus, results: Path, *, slots: int) -> None:
    """Check that encoders load, that both entities of every row fit, and that the disk suffices.

    Raises EncoderError, ConfigError or ResourceError.
    """
    prior = config.search.prior
    if isinstance(prior, str) and not corpus.test:
        raise ConfigError(
            f"search.prior: {prior} estimates from test rows, but there are none; give data.test"
        )
    _check_fit(config, corpus)
    check_disk(config, results, slots=slots)


def _check_fit(config: StudyConfig, corpus: Corpus) -> None:
    problems = list(find_unfit(config, corpus).values())
    if problems:
        raise ConfigError(
            f"{len(problems)} rows cannot be encoded; data.on_bad_row: drop leaves such rows out,"
            " but not rows of test, each of which needs an answer:",
            problems[:SHOWN],
        )
