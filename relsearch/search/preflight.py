"""Preflight: what can be known to go wrong is said before the first trial starts."""

import shutil
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import product
from pathlib import Path
from typing import Any

from relsearch.config import StudyConfig, TrialConfig
from relsearch.data import Corpus, Example
from relsearch.errors import ConfigError, ResourceError

TEXT_KEYS = ("encoder", "input_format", "prompt", "type_transform")
# A running trial holds its best weights and a resume state: weights and Adam's two moments.
COPIES_PER_RUNNING_TRIAL = 4
WIDEST_ROWS = 300  # tried under every format and prompt of the space


def preflight(config: StudyConfig, corpus: Corpus, results: Path, *, slots: int) -> None:
    """Check that encoders load, that both entities of every row fit, and that the disk suffices.

    Raises EncoderError, ConfigError or ResourceError.
    """
    problems = [problem for keys in _text_settings(config) for problem in _unfit(keys, corpus)]
    if problems:
        shown = list(dict.fromkeys(problems))
        raise ConfigError("some rows cannot be encoded:", shown[:10])
    _check_disk(config, results, slots=slots)


def values_of(config: StudyConfig, key: str) -> list[Any]:
    """Return every value that a key can take in a study, numeric ranges by their ends."""
    found = [values[key] for values in config.start_with if key in values]
    if key in config.space:
        found += config.space[key].values()
    else:
        found.append(config.fixed.get(key, TrialConfig.model_fields[key].default))
    return [value for at, value in enumerate(found) if value not in found[:at]]


def _text_settings(config: StudyConfig) -> Iterator[dict[str, Any]]:
    """Yield every combination of the keys that decide how text is encoded."""
    shortest = min(int(value) for value in values_of(config, "max_length"))
    for chosen in product(*(values_of(config, key) for key in TEXT_KEYS)):
        yield dict(zip(TEXT_KEYS, chosen, strict=True)) | {"max_length": shortest}


def _unfit(settings: dict[str, Any], corpus: Corpus) -> Sequence[str]:
    from relsearch.model.encoder import load_tokenizer
    from relsearch.text.encode import TextEncoder
    from relsearch.text.fit import check_fit
    from relsearch.text.formats import special_tokens

    markers = special_tokens(
        settings["input_format"],
        types=corpus.entity_types,
        type_transform=settings["type_transform"],
    )
    tokenizer = load_tokenizer(settings.pop("encoder"), markers)
    return check_fit(_widest(corpus), TextEncoder(tokenizer, **settings))


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
