"""Leads and tails around a pattern, which make sentences longer and names come twice."""

from random import Random

from relsearch.data.sample.pattern import Pattern
from relsearch.data.sample.patterns.frames import LEADS, TAILS

LED, TAILED = 0.15, 0.25  # chances


def frame(pattern: Pattern, rng: Random) -> Pattern:
    """Return ``pattern`` with a lead, a tail about one of its slots, both or neither."""
    text = pattern.text
    if rng.random() < LED:
        text = f"{rng.choice(LEADS)}, {text}"
    if (topics := living(pattern)) and rng.random() < TAILED:
        text = f"{text} {rng.choice(TAILS[rng.choice(topics)])}"
    return Pattern(text, pattern.facts)


def living(pattern: Pattern) -> list[str]:
    """Return the slots that a tail may come back to: no organisation that was dissolved."""
    dissolved = {subject for (subject, _), told in pattern.facts.items() if told == "org:dissolved"}
    return [slot for slot in pattern.slots if slot in TAILS and slot not in dissolved]
