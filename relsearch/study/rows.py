"""Rows: ids in order with their gold labels where they are known, and which part judges trials."""

from collections.abc import Sequence
from dataclasses import dataclass

from relsearch.data.example import Corpus, Example
from relsearch.training.type_mask import Pair, types_of


@dataclass(frozen=True)
class Rows:
    """The rows of one part or file; ``gold`` is None unless every row is labelled.

    ``types`` are those of each row's subject and object.
    """

    ids: tuple[str, ...]
    gold: tuple[str, ...] | None
    types: tuple[Pair, ...]

    @staticmethod
    def of(examples: Sequence[Example]) -> "Rows":
        """Return the rows of examples in their order."""
        labels = tuple(example.label for example in examples if example.label is not None)
        return Rows(
            ids=tuple(example.id for example in examples),
            gold=labels if labels and len(labels) == len(examples) else None,
            types=tuple(types_of(example) for example in examples),
        )


def labelled_parts(corpus: Corpus) -> list[str]:
    """Return the parts that trials are scored on: dev, and others whose labels are all known.

    A select that is dev is not named twice.
    """
    apart = (name for name in ("select", "test") if getattr(corpus, name) != corpus.dev)
    return ["dev", *(name for name in apart if Rows.of(getattr(corpus, name)).gold)]


def selection_part(corpus: Corpus) -> str:
    """Return the part that ensembles are chosen on: dev where there is no other labelled one."""
    return "select" if "select" in labelled_parts(corpus) else "dev"


def judging_part(corpus: Corpus) -> str:
    """Return the part that trials are compared on: select, else test, else dev for want of both."""
    parts = labelled_parts(corpus)
    return parts[min(1, len(parts) - 1)]
