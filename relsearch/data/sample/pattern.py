"""A sentence pattern: its text with slots, and which relation holds between which slots.

    {person|은는} {city}에서 <태어났다/자랐다>.
        person per:place_of_birth city

``{city}`` is a slot, ``{person|은는}`` a slot with its particle, ``{|을를}`` a particle alone, and
``<a/b>`` one of two wordings. Each indented line tells of one subject: relations with their
objects, ``?`` for a pair that could be argued about and is never asked for. Two slots of which
nothing is told are not related.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SLOT = re.compile(r"\{(\w*)(?:\|(\w+))?\}")
NO_RELATION, UNDECIDED = "no_relation", "?"

# What a relation says the other way round.
INVERSES = {
    "per:spouse": "per:spouse",
    "per:siblings": "per:siblings",
    "per:colleagues": "per:colleagues",
    "per:other_family": "per:other_family",
    "per:alternate_names": "per:alternate_names",
    "org:alternate_names": "org:alternate_names",
    "per:parents": "per:children",
    "per:children": "per:parents",
    "org:members": "org:member_of",
    "org:member_of": "org:members",
    "per:employee_of": "org:top_members/employees",
}

Facts = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Pattern:
    """A text with slots, and the relation of each (subject slot, object slot) told of."""

    text: str
    facts: Facts

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots in the order of the text, each once."""
        return tuple(dict.fromkeys(name for name, _ in SLOT.findall(self.text) if name))

    def states(self, label: str) -> bool:
        """Say whether some pair of slots has this label; some pair of most has no relation."""
        return label == NO_RELATION or label in self.facts.values()


def read_patterns(text: str) -> tuple[Pattern, ...]:
    """Return the patterns of a block of text, which blank lines part."""
    return tuple(read_pattern(block) for block in re.split(r"\n\s*\n", text) if block.strip())


def read_pattern(block: str) -> Pattern:
    """Return one pattern: the lines of its text, then indented lines of facts."""
    lines = [line for line in block.splitlines() if line.strip()]
    words = " ".join(line for line in lines if not line.startswith(" "))
    told = dict(fact for line in lines if line.startswith(" ") for fact in read_facts(line))
    return Pattern(words, close(told))


def read_facts(line: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield ((subject, object), relation) of one line of facts.

    >>> list(read_facts("    person per:title job, per:parents person2 person3"))[-1]
    (('person', 'person3'), 'per:parents')
    """
    subject, _, rest = line.strip().partition(" ")
    for told in rest.split(","):
        relation, *objects = told.split()
        for object_ in objects:
            yield (subject, object_), relation


def close(told: Facts) -> Facts:
    """Return the facts with what follows from them; what is told outright stands."""
    return {**colleagues(told), **namesakes(told), **inverses(told), **told}


def inverses(told: Facts) -> Facts:
    """Return each fact the other way round, undecided where no relation says so."""
    return {
        (object_, subject): INVERSES.get(relation, UNDECIDED)
        for (subject, object_), relation in told.items()
    }


def namesakes(told: Facts) -> Facts:
    """Return as undecided whatever one name of a thing might take over from its other name."""
    aliases = [pair for pair, relation in told.items() if relation.endswith("alternate_names")]
    pairs = {*told, *inverses(told)}
    return {
        pair: UNDECIDED
        for one, other in (*aliases, *(pair[::-1] for pair in aliases))
        for subject, object_ in pairs
        if one in (subject, object_) and other not in (subject, object_)
        for pair in [(other if subject == one else subject, other if object_ == one else object_)]
    }


def colleagues(told: Facts) -> Facts:
    """Return as undecided any two people of the same organisation."""
    works = [pair for pair, relation in told.items() if relation == "per:employee_of"]
    return {
        (one, other): UNDECIDED
        for one, organisation in works
        for other, organisation2 in works
        if one != other and organisation == organisation2
    }
