"""Which examples can be encoded, found before a search starts and before copies are trained on."""

from collections.abc import Iterable

from relsearch.data.example import Example
from relsearch.errors import DataError
from relsearch.text.compose import Composed
from relsearch.text.encode import TextEncoder

EXTRA = 8  # word-start marks that Metaspace adds of its own around special tokens


def check_fit(examples: Iterable[Example], encoder: TextEncoder) -> dict[Example, str]:
    """Return the examples whose entities cannot both stay within ``max_length``, each with why.

    Only rows that might not fit are tokenized: those whose entities, gap and prompt would be too
    long if each character were a word of its own.
    """
    sizes = _Sizes(encoder)
    problems = ((example, _problem(example, encoder, sizes)) for example in examples)
    return {example: problem for example, problem in problems if problem is not None}


def fitting(examples: Iterable[Example], encoder: TextEncoder) -> list[Example]:
    """Return the examples whose entities both stay within ``max_length``."""
    sizes = _Sizes(encoder)
    return [example for example in examples if _problem(example, encoder, sizes) is None]


class _Sizes(dict[str, int]):
    """The tokens that each character makes at most: 1, or 3 where Hangul falls apart in bytes."""

    def __init__(self, encoder: TextEncoder) -> None:
        super().__init__()
        self._encoder = encoder

    def __missing__(self, character: str) -> int:
        ids = self._encoder.backend.encode(character, add_special_tokens=False).ids
        self[character] = max(1, sum(token_id != self._encoder.word_start for token_id in ids))
        return self[character]


def _problem(example: Example, encoder: TextEncoder, sizes: _Sizes) -> str | None:
    """Return why an example cannot be encoded, if so."""
    try:
        uncut = sum(map(sizes.__getitem__, _uncut(encoder.compose(example))))
        if uncut + len(encoder.frame) + EXTRA > encoder.max_length:
            encoder.encode([example])
    except DataError as error:
        return str(error)
    return None


def _uncut(texts: Composed) -> str:
    """Return the text that the window can never cut."""
    spans = (texts.subject, texts.object)
    start = min(span.marker_start for span in spans)
    end = max(span.marker_end for span in spans)
    return (texts.first or "") + texts.second[start:end] + texts.second[texts.sentence_end :]
