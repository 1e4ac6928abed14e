"""Novelty: how many of a row's two entities no training row names.

What is learnt by heart helps with known entities alone. Of rows carved from KLUE-RE's train by
sentence some 70 % have two known ones, of its official dev rows 12 %; benchmarks/splits/ has what
follows.
"""

from collections.abc import Iterator, Mapping, Sequence

from relsearch.data.example import Corpus, Example

FAR = 0.1  # of the rows more in test than in dev: from where on it is worth telling


def new_entities(examples: Sequence[Example], train: Sequence[Example]) -> list[int]:
    """Return for each row how many of its entities, 0 to 2, stand in no row of train.

    An entity is known by its words, whichever role it has.
    """
    known = {word for example in train for word in example.entity_words}
    return [sum(word not in known for word in example.entity_words) for example in examples]


def novelty(corpus: Corpus, part: str) -> list[int]:
    """Return the same of a part's rows; a row that a fold holds out is new to the other folds."""
    examples: Sequence[Example] = getattr(corpus, part)
    if not corpus.folds or examples != corpus.dev:
        return new_entities(examples, corpus.train)
    found: Mapping[str, int] = {
        row.id: new
        for fold in corpus.each_fold()
        for row, new in zip(fold.dev, new_entities(fold.dev, fold.train), strict=True)
    }
    return [found[example.id] for example in examples]


def novelty_notes(corpus: Corpus, *, carved: bool) -> Iterator[str]:
    """Yield that test has far more new entities than dev, by which trials are judged, if it has.

    ``carved``: dev is of train, so that another split would change it.
    """
    if not corpus.test or not corpus.dev:
        return
    dev, test = (_share(novelty(corpus, part)) for part in ("dev", "test"))
    if test - dev < FAR:
        return
    way_out = "; data.split.by: entity holds out new ones" if carved and not corpus.folds else ""
    yield (
        f"{dev:.0%} of dev's rows and {test:.0%} of test's name an entity that train does not:"
        f" dev flatters a model that knows train by heart{way_out}"
    )


def _share(new: Sequence[int]) -> float:
    return sum(map(bool, new)) / len(new)
