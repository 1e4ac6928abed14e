"""A fingerprint of rows: the same for the same rows, in every process and on every machine."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from relsearch.data.example import Corpus, Example

LENGTH = 16  # hex digits: 64 bits are plenty for the handful of corpora on one disk


def fingerprint(rows: Corpus | Iterable[Example]) -> str:
    """Return 16 hex digits that depend on every field of every row, and on their order.

    A corpus also counts its labels, its no_relation and which part and which fold each row is in.
    """
    digest = sha256()
    for item in _corpus_items(rows) if isinstance(rows, Corpus) else map(_values, rows):
        digest.update(json.dumps(item).encode() + b"\n")
    return digest.hexdigest()[:LENGTH]


def _corpus_items(corpus: Corpus) -> Iterator[object]:
    yield [corpus.labels, corpus.no_relation]
    for name, examples in corpus.parts():
        yield name
        yield from map(_values, examples)
    yield from map(sorted, corpus.folds)


def _values(example: Example) -> list[object]:
    subject, object_ = example.subject, example.object
    spans = [subject.start, subject.end, subject.type, object_.start, object_.end, object_.type]
    return [example.id, example.sentence, *spans, example.label, example.source]
