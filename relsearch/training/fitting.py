"""Rows that do not fit: those that some trial of a study could not encode."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from relsearch.config.study import StudyConfig
from relsearch.data import Corpus, Example

if TYPE_CHECKING:
    from relsearch.text.encode import TextEncoder

MARKER_KEYS = ("encoder", "input_format", "type_transform")
WIDEST_ROWS = 100  # tried at a time under every format and prompt of the space


def find_unfit(config: StudyConfig, corpus: Corpus) -> dict[Example, str]:
    """Return the rows whose entities some encoder, format and prompt of the study cannot keep.

    With the reason, at the study's shortest ``max_length``. Raises EncoderError.
    """
    from relsearch.text.fit import check_fit

    rows = _widest_first(corpus)
    unfit: dict[Example, str] = {}
    for encoder in _text_encoders(config, corpus):
        for start in range(0, len(rows), WIDEST_ROWS):
            found = check_fit(rows[start : start + WIDEST_ROWS], encoder)
            if not found:
                break  # the rows that are left are narrower
            unfit = found | unfit
    return unfit


def _widest_first(corpus: Corpus) -> Sequence[Example]:
    """Return the rows in the order in which they would not fit: entities furthest apart first."""
    rows = dict.fromkeys(example for _, examples in corpus.parts() for example in examples)
    return sorted(rows, key=_width, reverse=True)


def _width(example: Example) -> int:
    spans = (example.subject, example.object)
    return max(span.end for span in spans) - min(span.start for span in spans)


def _text_encoders(config: StudyConfig, corpus: Corpus) -> "Iterator[TextEncoder]":
    """Yield an encoder for every way in which the study may write a row, at its shortest."""
    from relsearch.model.encoder import load_tokenizer
    from relsearch.text.encode import TextEncoder
    from relsearch.text.formats import special_tokens

    shortest = min(int(value) for value in config.values_of("max_length"))
    for encoder, input_format, transform in product(*map(config.values_of, MARKER_KEYS)):
        markers = special_tokens(input_format, types=corpus.entity_types, type_transform=transform)
        tokenizer = load_tokenizer(encoder, markers)
        for prompt in config.values_of("prompt"):
            yield TextEncoder(
                tokenizer,
                input_format=input_format,
                prompt=prompt,
                type_transform=transform,
                max_length=shortest,
            )
