"""measure: how many tokens an example takes, needs and does not know, before anything is cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relsearch.data.example import Example
from relsearch.errors import DataError
from relsearch.text.encode import TextEncoder

BATCH = 1000  # rows tokenized at a time: bounds memory, not speed


@dataclass(frozen=True, slots=True)
class Measure:
    """What one example takes under an encoder, special tokens included.

    ``tokens`` uncut; ``needed`` for both entities, what lies between them and the prompt, beneath
    which no ``max_length`` can be. ``*_unknown``: the mention has a piece that is not in the
    vocabulary, or no token at all.
    """

    tokens: int
    needed: int
    subject_unknown: bool
    object_unknown: bool


def measure(examples: Sequence[Example], encoder: TextEncoder) -> Iterator[Measure]:
    """Yield the measures of examples in their order; the encoder's ``max_length`` plays no part."""
    for start in range(0, len(examples), BATCH):
        yield from _measure_batch(examples[start : start + BATCH], encoder)


def _measure_batch(examples: Sequence[Example], encoder: TextEncoder) -> Iterator[Measure]:
    composed = [encoder.compose(example) for example in examples]
    pairs = encoder.tokenize(composed)
    for example, texts, (first, second) in zip(examples, composed, pairs, strict=True):
        tokens = len(encoder.frame) + len(first) + len(second.ids)
        try:
            spans, tail = encoder.locate(example, texts, second)
        except DataError:  # a mention without a token
            yield Measure(tokens, tokens, True, True)
            continue
        kept = max(span.marker_end for span in spans) - min(span.marker_start for span in spans)
        subject, object_ = (second.ids[span.mention_start : span.mention_end] for span in spans)
        yield Measure(
            tokens=tokens,
            needed=tokens - tail + kept,
            subject_unknown=encoder.unknown_id in subject,
            object_unknown=encoder.unknown_id in object_,
        )
