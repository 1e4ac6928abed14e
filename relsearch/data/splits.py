"""Carving parts off the training rows: grouped by sentence or entities, stratified by label."""

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from relsearch.data.duplicates import entity_pair
from relsearch.data.example import Example

By = Literal["sentence", "row", "pair", "entity"]
Examples = tuple[Example, ...]
Label = str | None
NO_FOLDS_BY_ENTITY = (
    "by entity cannot make folds: common names tie most rows into one group, and folds hold out"
    " every row; make them by pair, or carve dev by entity"
)


def carve(
    examples: Sequence[Example],
    *,
    share: float,
    by: By,
    seed: int,
    prior: Mapping[str, float] | None = None,
) -> tuple[Examples, Examples]:
    """Split examples into (rest, part), both in file order, with about ``share`` in the part.

    By ``sentence``, rows of one sentence stay together; by ``pair``, rows of the same two entities
    as well; by ``entity``, rows with any entity in common, so that the part names only what the
    rest does not. Common names tie most rows of a set into one group, which stays in the rest: the
    part is of rarer ones. Each label gives the part its share, or what it takes for the part's
    labels to follow ``prior`` (label → share), but never all its rows: a class of one row stays in
    the rest. Same examples and seed, same split.
    """
    wanted = _quotas(Counter(example.label for example in examples), share, prior)
    taken: set[int] = set()
    for group in _shuffled_groups(examples, by, seed):
        labels = Counter(examples[index].label for index in group)
        if all(count <= wanted[label] for label, count in labels.items()):
            wanted.subtract(labels)
            taken.update(group)
    rest = tuple(example for index, example in enumerate(examples) if index not in taken)
    return rest, tuple(examples[index] for index in sorted(taken))


def folds(
    examples: Sequence[Example], *, count: int, by: By, seed: int
) -> Iterator[tuple[Examples, Examples]]:
    """Yield the (train, dev) of each of ``count`` folds; a row is in dev once.

    Rows of a label that one fold holds alone are never in dev: its train would lack the label.
    """
    rest, parts = tuple(examples), []
    for left in range(count, 1, -1):
        rest, part = carve(rest, share=1 / left, by=by, seed=seed)
        parts.append(part)
    for part in (*parts, rest):
        held_out = {example.id for example in part}
        known = {example.label for example in examples if example.id not in held_out}
        held_out -= {example.id for example in part if example.label not in known}
        yield (
            tuple(example for example in examples if example.id not in held_out),
            tuple(example for example in part if example.id in held_out),
        )


def _quotas(
    counts: Mapping[Label, int], share: float, prior: Mapping[str, float] | None = None
) -> Counter[Label]:
    """Return how many rows of each label the part takes: largest remainders, at least one in all.

    >>> _quotas({"a": 90, "b": 9, "c": 1}, 0.1)
    Counter({'a': 9, 'b': 1, 'c': 0})
    >>> _quotas({"a": 90, "b": 9, "c": 1}, 0.1, {"a": 0.3, "b": 0.6, "c": 0.1})
    Counter({'b': 6, 'a': 4, 'c': 0})
    """
    size = share * sum(counts.values())
    wanted = {label: share * count for label, count in counts.items()}
    if prior is not None:
        wanted = {label: size * prior.get(label or "", 0) for label in counts}
    quotas = Counter({label: min(int(wanted[label]), counts[label] - 1) for label in counts})
    missing = max(1, round(size)) - quotas.total()
    by_remainder = sorted(counts, key=lambda label: quotas[label] - wanted[label])
    spare = [label for label in by_remainder if wanted[label] and quotas[label] + 1 < counts[label]]
    quotas.update(spare[:missing])
    return quotas


def _shuffled_groups(examples: Sequence[Example], by: By, seed: int) -> list[list[int]]:
    """Return the indices of the rows that stay together, in random order."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(_group_keys(examples, by)):
        groups[key].append(index)
    shuffled = list(groups.values())
    random.Random(seed).shuffle(shuffled)
    return shuffled


def _group_keys(examples: Sequence[Example], by: By) -> Sequence[Hashable]:
    """Return for each row the name of its group."""
    if by == "row":
        return range(len(examples))
    if by == "sentence":
        return [example.sentence for example in examples]
    return _joined([(("sentence", row.sentence), *_ties(row, by)) for row in examples])


def _ties(example: Example, by: By) -> tuple[Hashable, ...]:
    """Return what keeps a row with others, besides its sentence."""
    return (entity_pair(example),) if by == "pair" else example.entity_words


def _joined(rows: Sequence[Iterable[Hashable]]) -> list[Hashable]:
    """Name groups of rows by their keys: rows with any in common, and so on, are one group.

    >>> _joined(["a1", "a2", "b3", "c3"])
    [0, 0, 1, 1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nodes: dict[Hashable, int] = {}
    edges = [
        (row, len(rows) + nodes.setdefault(key, len(nodes)))
        for row, keys in enumerate(rows)
        for key in keys
    ]
    size = len(rows) + len(nodes)
    graph = coo_array(([True] * len(edges), tuple(zip(*edges, strict=True))), shape=(size, size))
    return list(connected_components(graph, directed=False)[1][: len(rows)].tolist())
