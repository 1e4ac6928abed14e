"""From a pattern to a sentence with marked names."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from random import Random

from relsearch.data.example import Entity
from relsearch.data.josa import josa
from relsearch.data.sample.kinds import TYPES, kind_of
from relsearch.data.sample.names import name
from relsearch.data.sample.pattern import NO_RELATION, SLOT, Facts, Pattern
from relsearch.data.sample.patterns.quotes import QUOTES
from relsearch.data.sample.scene import Scene

SUBJECTS = ("PER", "ORG")
CHOICE = re.compile(r"<([^<>]*)>")
Pair = tuple[Entity, Entity]


@dataclass(frozen=True)
class Sentence:
    """A filled pattern: its text, and the (subject, object) pairs of each label."""

    text: str
    pairs: dict[str, list[Pair]]


def fill(pattern: Pattern, scene: Scene) -> Sentence:
    """Return a sentence of ``pattern``: wordings chosen, slots named, particles fitted."""
    words = {slot: word_for(slot, scene) for slot in pattern.slots}
    *pieces, end = SLOT.split(choose_wording(pattern.text, scene.rng))
    text = ""
    mentions: dict[str, list[Entity]] = defaultdict(list)
    for before, slot, pair in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        text += before
        if kind_of(slot) in TYPES:
            mentions[slot].append(mention(len(text), words[slot], kind_of(slot)))
        text += words.get(slot, "")
        text += josa(text, pair) if pair else ""
    return Sentence(text + end, pair_up(mentions, pattern.facts))


def pair_up(mentions: Mapping[str, list[Entity]], facts: Facts) -> dict[str, list[Pair]]:
    """Return the pairs of mentions of each label; where nothing is told it is no_relation."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for one, other in permutations(mentions, 2):
        pairs[facts.get((one, other), NO_RELATION)] += [
            pair for pair in product(mentions[one], mentions[other]) if pair[0].type in SUBJECTS
        ]
    return {label: found for label, found in pairs.items() if found}


def choose_wording(text: str, rng: Random) -> str:
    """Return ``text`` with one wording of each choice.

    >>> choose_wording("{person|은는} <전직/전직> 배우이다.", Random(0))
    '{person|은는} 전직 배우이다.'
    """
    chosen = CHOICE.sub(lambda match: rng.choice(match[1].split("/")), text)
    return re.sub(r" +", " ", chosen)


def word_for(slot: str, scene: Scene) -> str:
    """Return what a slot is filled with: a name, or what somebody says."""
    kind = kind_of(slot)
    return quote(QUOTES[kind], scene.rng) if kind in QUOTES else name(kind, scene)


def quote(sentences: Sequence[str], rng: Random) -> str:
    """Return one to five sentences as they stand between quotation marks."""
    return ". ".join(rng.sample(sentences, k=rng.choice((1, 1, 1, 1, 2, 2, 3, 5))))


def mention(start: int, word: str, kind: str) -> Entity:
    """Return the mention of ``word`` at character ``start``."""
    return Entity(start, start + len(word), TYPES[kind])
