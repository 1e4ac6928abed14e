"""Rows: the ids that an ensemble answers, in order, and their gold labels where they are known."""

from collections.abc import Sequence
from dataclasses import dataclass

from relsearch.data.example import Example


@dataclass(frozen=True)
class Rows:
    """The rows of one part or file; ``gold`` is None unless every row is labelled."""

    ids: tuple[str, ...]
    gold: tuple[str, ...] | None

    @staticmethod
    def of(examples: Sequence[Example]) -> "Rows":
        """Return the rows of examples in their order."""
        labels = tuple(example.label for example in examples if example.label is not None)
        return Rows(
            ids=tuple(example.id for example in examples),
            gold=labels if labels and len(labels) == len(examples) else None,
        )
