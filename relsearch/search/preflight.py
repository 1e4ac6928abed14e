"""Preflight: what can be known to go wrong is said before the first trial starts."""

import shutil
from pathlib import Path

from relsearch.config import StudyConfig
from relsearch.data import Corpus
from relsearch.errors import ConfigError, ResourceError
from relsearch.training.fitting import find_unfit

# A running trial holds its best weights and a resume state: weights and Adam's two moments.
COPIES_PER_RUNNING_TRIAL = 4
SHOWN = 10


def preflight(config: StudyConfig, corpus: Corpus, results: Path, *, slots: int) -> None:
    """Check that encoders load, that both entities of every row fit, and that the disk suffices.

    Raises EncoderError, ConfigError or ResourceError.
    """
    if config.search.prior == "em" and not corpus.test:
        raise ConfigError(
            "search.prior: em estimates from test rows, but there are none; give data.test"
        )
    _check_fit(config, corpus)
    _check_disk(config, results, slots=slots)


def _check_fit(config: StudyConfig, corpus: Corpus) -> None:
    problems = list(find_unfit(config, corpus).values())
    if problems:
        raise ConfigError(
            f"{len(problems)} rows cannot be encoded; data.on_bad_row: drop leaves such rows out,"
            " but not rows of test, each of which needs an answer:",
            problems[:SHOWN],
        )


def _check_disk(config: StudyConfig, results: Path, *, slots: int) -> None:
    copies = config.search.keep + slots * COPIES_PER_RUNNING_TRIAL
    needed = copies * max(_weight_bytes(name) for name in config.values_of("encoder"))
    results.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(results).free
    if free < needed:
        raise ResourceError(
            f"{results} has {free / 1e9:.1f} GB free, but {copies} copies of the weights need"
            f" {needed / 1e9:.1f} GB; free some, give --results another disk,"
            " or lower search.keep"
        )


def _weight_bytes(encoder: str) -> int:
    """Return what the weights take in 32 bits, at most; 0 for a hub model not looked up here."""
    from relsearch.model.encoder import resolve_encoder

    return 2 * sum(
        file.stat().st_size for file in Path(resolve_encoder(encoder)).glob("*.safetensors")
    )
