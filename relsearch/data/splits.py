"""Carving a part off the training rows: grouped by sentence, stratified by label."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from relsearch.data.example import Example

By = Literal["sentence", "row"]
Examples = tuple[Example, ...]
Label = str | None


def carve(
    examples: Sequence[Example], *, share: float, by: By, seed: int
) -> tuple[Examples, Examples]:
    """Split examples into (rest, part), both in file order, with about ``share`` in the part.

    By ``sentence``, rows of one sentence stay together. Each label gives the part its share, but
    never all its rows: a class of one row stays in the rest. Same examples and seed, same split.
    """
    wanted = _quotas(Counter(example.label for example in examples), share)
    taken: set[int] = set()
    for group in _shuffled_groups(examples, by, seed):
        labels = Counter(examples[index].label for index in group)
        if all(count <= wanted[label] for label, count in labels.items()):
            wanted.subtract(labels)
            taken.update(group)
    rest = tuple(example for index, example in enumerate(examples) if index not in taken)
    return rest, tuple(examples[index] for index in sorted(taken))


def _quotas(counts: Mapping[Label, int], share: float) -> Counter[Label]:
    """Return how many rows of each label the part takes: largest remainders, at least one in all.

    >>> _quotas({"a": 90, "b": 9, "c": 1}, 0.1)
    Counter({'a': 9, 'b': 1, 'c': 0})
    """
    quotas = Counter({label: int(share * count) for label, count in counts.items()})
    missing = max(1, round(share * sum(counts.values()))) - quotas.total()
    by_remainder = sorted(counts, key=lambda label: quotas[label] - share * counts[label])
    spare = [label for label in by_remainder if quotas[label] + 1 < counts[label]]
    quotas.update(spare[:missing])
    return quotas


def _shuffled_groups(examples: Sequence[Example], by: By, seed: int) -> list[list[int]]:
    """Return the indices of the rows that stay together, in random order."""
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for index, example in enumerate(examples):
        groups[example.sentence if by == "sentence" else index].append(index)
    shuffled = list(groups.values())
    random.Random(seed).shuffle(shuffled)
    return shuffled
