"""Preflight: what can be known to go wrong is said before the first trial starts."""

import shutil
from collections.abc import Iterator
from heapq import nlargest
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsearch.config import StudyConfig, TrialConfig
from relsearch.data import Corpus, Example
from relsearch.errors import ConfigError, ResourceError

if TYPE_CHECKING:
    from relsearch.text.encode import TextEncoder

MARKER_KEYS = ("encoder", "input_format", "type_transform")
# A running trial holds its best weights and a resume state: weights and Adam's two moments.
COPIES_PER_RUNNING_TRIAL = 4
SHOWN = 10
WIDEST_ROWS = 100  # tried under every format and prompt of the space


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
    from relsearch.text.fit import check_fit

    rows = _widest(corpus)
    found = (check_fit(rows, encoder) for encoder in _text_encoders(config, corpus))
    problems = list(dict.fromkeys(chain.from_iterable(found)))
    if problems:
        raise ConfigError(f"{len(problems)} rows cannot be encoded:", problems[:SHOWN])


def values_of(config: StudyConfig, key: str) -> list[Any]:
    """Return every value that a key can take in a study, numeric ranges by their ends."""
    found = [values[key] for values in config.start_with if key in values]
    if key in config.space:
        found += config.space[key].values()
    else:
        found.append(config.fixed.get(key, TrialConfig.model_fields[key].default))
    return [value for at, value in enumerate(found) if value not in found[:at]]


def _text_encoders(config: StudyConfig, corpus: Corpus) -> "Iterator[TextEncoder]":
    """Yield an encoder for every way in which the study may write a row, at its shortest."""
    from relsearch.model.encoder import load_tokenizer
    from relsearch.text.encode import TextEncoder
    from relsearch.text.formats import special_tokens

    shortest = min(int(value) for value in values_of(config, "max_length"))
    for encoder, input_format, transform in product(*(values_of(config, k) for k in MARKER_KEYS)):
        markers = special_tokens(input_format, types=corpus.entity_types, type_transform=transform)
        tokenizer = load_tokenizer(encoder, markers)
        for prompt in values_of(config, "prompt"):
            yield TextEncoder(
                tokenizer,
                input_format=input_format,
                prompt=prompt,
                type_transform=transform,
                max_length=shortest,
            )


def _widest(corpus: Corpus) -> list[Example]:
    """Return the rows whose entities lie furthest apart: the first that would not fit."""
    rows = [example for _, examples in corpus.parts() for example in examples]
    return nlargest(WIDEST_ROWS, rows, key=_width)


def _width(example: Example) -> int:
    spans = (example.subject, example.object)
    return max(span.end for span in spans) - min(span.start for span in spans)


def _check_disk(config: StudyConfig, results: Path, *, slots: int) -> None:
    copies = config.search.keep + slots * COPIES_PER_RUNNING_TRIAL
    needed = copies * max(_weight_bytes(name) for name in values_of(config, "encoder"))
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
