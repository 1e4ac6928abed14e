"""The scene of a sentence: its part of the corpus, its country and time, and the names taken."""

from functools import cache
from random import Random

from relsearch.data.sample.gazetteer import FOREIGN_FAMILY, SURNAMES
from relsearch.data.sample.kinds import KOREAN, MODERN, kind_of
from relsearch.data.sample.pattern import Pattern

# Of every ten names of a list train gets five, dev two, select one and test two, whatever the
# seed, so that no name of train returns in another part.
DEAL = ("train", "dev", "train", "test", "train", "select", "train", "dev", "train", "test")

ABROAD, ABROAD_ELSEWHERE = 0.75, 0.1  # chances where a country is named, and where none is


def set_scene(pattern: Pattern, part: str, rng: Random) -> "Scene":
    """Return the scene of a sentence of ``pattern``: of its time, and mostly of its country."""
    kinds = set(map(kind_of, pattern.slots))
    far = ABROAD if "country" in kinds else ABROAD_ELSEWHERE
    abroad = rng.random() < far and KOREAN.isdisjoint(kinds)
    return Scene(part, rng, abroad=abroad, modern=not MODERN.isdisjoint(kinds))


class Scene:
    """What the names of one sentence have in common.

    In an ``abroad`` scene people and cities are foreign, a ``modern`` one has dates of the last
    fifty years. Dates grow from left to right, by a generation after the first, so that nobody
    graduates before birth. One family is at the centre.
    """

    def __init__(self, part: str, rng: Random, *, abroad: bool, modern: bool) -> None:
        self.part = part
        self.rng = rng
        self.abroad = abroad
        self.modern = modern
        self.last_year = rng.randint(1966, 1980) if modern else rng.randint(1900, 1960)
        self.gaps = iter((rng.randint(0, 5), rng.randint(21, 26)))
        self.family = self.surname()
        self.people = 0
        self.taken: set[str] = set()

    def one_of(self, words: tuple[str, ...]) -> str:
        """Return any word of a list that all parts share."""
        return self.rng.choice(words)

    def own(self, words: tuple[str, ...]) -> str:
        """Return a word of a list that is dealt out, one that belongs to this part."""
        return self.rng.choice(dealt(words, self.part))

    def surname(self) -> str:
        """Return a family name of the country."""
        return self.own(FOREIGN_FAMILY) if self.abroad else self.one_of(SURNAMES)

    def year(self) -> int:
        """Return a year after all those drawn before."""
        self.last_year += next(self.gaps, self.rng.randint(1, 6))
        return self.last_year


@cache
def dealt(words: tuple[str, ...], part: str) -> tuple[str, ...]:
    """Return the words of a list that belong to ``part``."""
    return tuple(word for index, word in enumerate(words) if DEAL[index % len(DEAL)] == part)
