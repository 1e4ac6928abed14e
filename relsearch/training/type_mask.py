"""TypeMask: the relations that training rows have for a pair of entity types, and no others.

Two leaderboard teams gained 0.28 and 0.18 points by it: a person has no `org:founded_by`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.data.example import Corpus, Example

Pair = tuple[str | None, str | None]
"""The types of a row's subject and object; None where the data have no types."""


@dataclass(frozen=True)
class TypeMask:
    """Which labels stand in training rows of each (subject type, object type)."""

    labels_of: Mapping[Pair, frozenset[str]]
    held_out: Mapping[str, "TypeMask"] = field(default_factory=dict)
    """For the id of a row that a fold holds out: what the rows of the other folds have."""

    @staticmethod
    def of_corpus(corpus: Corpus) -> "TypeMask":
        """Gather the labels of a corpus's training rows, for held-out rows without their fold's."""
        gather = partial(TypeMask.of, no_relation=corpus.no_relation)
        folds = [(fold.dev, gather(fold.train)) for fold in corpus.each_fold()]
        held_out = {example.id: mask for dev, mask in folds for example in dev}
        return replace(gather(corpus.train), held_out=held_out)

    @staticmethod
    def of(examples: Iterable[Example], *, no_relation: str | None) -> "TypeMask":
        """Gather the labels of training rows; ``no_relation`` may hold between any two types."""
        found: defaultdict[Pair, set[str]] = defaultdict(lambda: {no_relation or ""} - {""})
        for example in examples:
            if example.label is not None:
                found[types_of(example)].add(example.label)
        return TypeMask({pair: frozenset(labels) for pair, labels in found.items()})

    @staticmethod
    def joined(masks: Sequence["TypeMask | None"]) -> "TypeMask | None":
        """Return what any of the masks allows; None where one of them was not kept."""
        known = [mask for mask in masks if mask is not None]
        if len(known) < len(masks):
            return None
        pairs = {pair for mask in known for pair in mask.labels_of}
        empty: frozenset[str] = frozenset()
        return TypeMask(
            {
                pair: empty.union(*(mask.labels_of.get(pair, empty) for mask in known))
                for pair in pairs
            }
        )

    def allowed(
        self, pairs: Sequence[Pair], labels: Sequence[str], *, ids: Sequence[str] = ()
    ) -> NDArray[np.bool_]:
        """Mark the labels that each pair of types may have, in the row of its id: (n, labels).

        A pair that no training row has may have every label.
        """
        everything = frozenset(labels)
        masks = [self.held_out.get(one, self) for one in ids] or [self] * len(pairs)
        found = [
            mask.labels_of.get(pair, everything) for mask, pair in zip(masks, pairs, strict=True)
        ]
        marks = [[label in names for label in labels] for names in found]
        return np.array(marks).reshape(len(pairs), len(labels))

    def save(self, path: Path) -> None:
        """Write the pairs with their labels as JSON."""
        rows = [
            {"subject": subject, "object": object_, "labels": sorted(labels)}
            for (subject, object_), labels in self.labels_of.items()
        ]
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "TypeMask":
        """Read what `save` wrote."""
        rows = json.loads(path.read_text(encoding="utf-8"))
        return TypeMask({(row["subject"], row["object"]): frozenset(row["labels"]) for row in rows})


def types_of(example: Example) -> Pair:
    """Return the types of a row's subject and object."""
    return example.subject.type, example.object.type


def masked(probabilities: NDArray[Any], allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Set probabilities (..., n, labels) to 0 where not ``allowed``; each row sums to 1 again.

    A row whose model gave everything to labels that are not allowed stays as it was.
    """
    kept = np.where(allowed, probabilities.astype(np.float64), 0.0)
    total = kept.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(kept, total, out=probabilities.astype(np.float64), where=total > 0))
