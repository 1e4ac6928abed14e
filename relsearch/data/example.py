"""What everything works on: Entity, Example and Corpus."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention: characters ``start`` to ``end`` (exclusive) of the sentence, and its type.

    ``type`` is None where the data set has no entity types (the 2021 form).
    """

    start: int
    end: int
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled row: a sentence and its subject and object; ``label`` None means unlabelled."""

    id: str
    sentence: str
    subject: Entity
    object: Entity
    label: str | None = None
    source: str | None = None

    @property
    def subject_word(self) -> str:
        """The subject as it stands in the sentence."""
        return self.sentence[self.subject.start : self.subject.end]

    @property
    def object_word(self) -> str:
        """The object as it stands in the sentence."""
        return self.sentence[self.object.start : self.object.end]

    @property
    def entity_words(self) -> tuple[str, str]:
        """Subject and object as they stand in the sentence."""
        return self.subject_word, self.object_word


@dataclass(frozen=True)
class Corpus:
    """Four parts over one label set.

    train is fitted, dev is optimised, select ranks finalists and ensembles, test is only reported
    (and may be unlabelled). ``labels`` is in id order; ``notes`` are sentences for the user
    (rows dropped, parts carved); ``data_sets`` holds version and fingerprint (of the hub's:
    version and commit) of the data set that a part was read from, where it has them.

    With ``folds``, the ids that each of them holds out, the rows of dev are rows of train as well.
    """

    labels: tuple[str, ...]
    no_relation: str | None
    train: tuple[Example, ...]
    dev: tuple[Example, ...] = ()
    select: tuple[Example, ...] = ()
    test: tuple[Example, ...] = ()
    folds: tuple[frozenset[str], ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)
    data_sets: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def parts(self) -> Iterator[tuple[str, tuple[Example, ...]]]:
        """Yield (name, examples) of the four parts, in order."""
        for name in ("train", "dev", "select", "test"):
            yield name, getattr(self, name)

    def each_fold(self) -> Iterator["Corpus"]:
        """Yield the corpus of each fold: dev is what it holds out, train the other rows."""
        for held_out in self.folds:
            train = tuple(example for example in self.train if example.id not in held_out)
            dev = tuple(example for example in self.dev if example.id in held_out)
            yield replace(self, train=train, dev=dev, folds=())

    @property
    def entity_types(self) -> tuple[str, ...]:
        """The entity types of all parts, sorted."""
        rows = (example for _, examples in self.parts() for example in examples)
        types = {entity.type for row in rows for entity in (row.subject, row.object)}
        return tuple(sorted(name for name in types if name is not None))
