"""Stories: encyclopaedia sentences that chain clauses about one person or company."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from relsearch.data.sample.pattern import SLOT, Facts, Pattern, close, read_patterns
from relsearch.data.sample.patterns.clauses import COMPANY, OPENINGS, PERSON


@dataclass(frozen=True)
class Clause:
    """A pattern that ends in a past stem, at a stage of its topic's life."""

    topic: str
    stage: int
    pattern: Pattern


CLAUSES = tuple(
    Clause(topic, stage, pattern)
    for topic, stages in (("person", PERSON), ("company", COMPANY))
    for stage, text in enumerate(stages)
    for pattern in read_patterns(text)
)
BEGINNINGS = read_patterns(OPENINGS)


def tell(clause: Clause, rng: Random) -> Pattern:
    """Return a story that holds ``clause``, with up to three clauses of other stages."""
    opening = rng.choice([pattern for pattern in BEGINNINGS if f"{{{clause.topic}" in pattern.text])
    clauses = sorted([clause, *others(clause, rng)], key=lambda other: other.stage)
    patterns = [apart(clause, number) for number, clause in enumerate(clauses)]
    facts: Facts = {}
    for pattern in (opening, *patterns):
        facts |= pattern.facts
    return Pattern(f"{opening.text} {chain(patterns)}", close(facts))


def others(clause: Clause, rng: Random) -> list[Clause]:
    """Return clauses of the same topic, at most one a stage."""
    pool = [
        other for other in CLAUSES if other.topic == clause.topic and other.stage != clause.stage
    ]
    stages = sorted({other.stage for other in pool})
    chosen = rng.sample(stages, k=rng.choice((0, 1, 1, 2, 2, 3)))
    return [rng.choice([other for other in pool if other.stage == stage]) for stage in chosen]


def apart(clause: Clause, number: int) -> Pattern:
    """Return the clause's pattern with slots of its own, all but the topic.

    >>> clause = Clause("person", 0, read_patterns("{city}에서 태어났")[0])
    >>> apart(clause, 2).text
    '{city_2}에서 태어났'
    """

    def own(slot: str) -> str:
        return slot if slot in ("", clause.topic) else f"{slot}_{number}"

    pattern = clause.pattern
    text = SLOT.sub(lambda slot: slot[0].replace(slot[1], own(slot[1]), 1), pattern.text)
    facts = {(own(one), own(other)): told for (one, other), told in pattern.facts.items()}
    return Pattern(text, facts)


def chain(patterns: Sequence[Pattern]) -> str:
    """Return the clauses joined by 고 and 으며 in turn.

    >>> chain(read_patterns("전주에서 태어났\\n\\n서울로 이주했\\n\\n화가가 되었"))
    '전주에서 태어났고, 서울로 이주했으며, 화가가 되었다.'
    """
    joints = ("고, ", "으며, ")
    text = "".join(pattern.text + joints[i % 2] for i, pattern in enumerate(patterns[:-1]))
    return f"{text}{patterns[-1].text}다."
