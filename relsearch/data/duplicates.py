"""Rows that ask the same: duplicates within a file, contradictions, and what two parts share."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from relsearch.data.example import Example


@dataclass(frozen=True, slots=True)
class Group:
    """Two rows or more with the same sentence, subject span and object span, in file order."""

    examples: tuple[Example, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that its rows have, each once, in file order."""
        found = (example.label for example in self.examples if example.label is not None)
        return tuple(dict.fromkeys(found))

    @property
    def contradicts_itself(self) -> bool:
        """Whether its rows have different labels; one without a label contradicts nothing."""
        return len(self.labels) > 1


@dataclass(frozen=True, slots=True)
class Shared:
    """How many sentences, questions, entity pairs and entities stand in both of two parts."""

    parts: tuple[str, str]
    sentences: int
    questions: int
    contradictions: int  # questions that the two parts answer differently
    pairs: int
    entities: int


def find_duplicates(examples: Iterable[Example]) -> list[Group]:
    """Return the groups of rows that ask the same, in the order of their first rows."""
    groups: defaultdict[Hashable, list[Example]] = defaultdict(list)
    for example in examples:
        groups[question(example)].append(example)
    return [Group(tuple(rows)) for rows in groups.values() if len(rows) > 1]


def question(example: Example) -> Hashable:
    """Return what makes two rows the same question: the sentence and both spans."""
    subject, object_ = example.subject, example.object
    return example.sentence, subject.start, subject.end, object_.start, object_.end


def entity_pair(example: Example) -> Hashable:
    """Return the two words of a row, whichever of them is the subject."""
    return frozenset(example.entity_words)


def find_shared(parts: Mapping[str, Sequence[Example]]) -> Iterator[Shared]:
    """Yield what each two parts have in common."""
    for (one, some), (other, others) in combinations(parts.items(), 2):
        asked, again = _labels_asked(some), _labels_asked(others)
        both = asked.keys() & again.keys()
        yield Shared(
            parts=(one, other),
            sentences=len({row.sentence for row in some} & {row.sentence for row in others}),
            questions=len(both),
            contradictions=sum(len(asked[key] | again[key]) > 1 for key in both),
            pairs=len(set(map(entity_pair, some)) & set(map(entity_pair, others))),
            entities=len(_entities(some) & _entities(others)),
        )


def _entities(examples: Iterable[Example]) -> set[str]:
    return {word for example in examples for word in example.entity_words}


def _labels_asked(examples: Iterable[Example]) -> dict[Hashable, set[str]]:
    """Return the labels that each question has."""
    labels: defaultdict[Hashable, set[str]] = defaultdict(set)
    for example in examples:
        labels[question(example)] |= set() if example.label is None else {example.label}
    return labels
