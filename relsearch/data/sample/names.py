"""Names for one sentence: what a slot such as ``company2`` is filled with, part by part.

Each list of the gazetteer is dealt out between the parts, so that no name of train returns in
dev, select or test, whatever the seed.
"""

import re
from collections.abc import Callable
from functools import cache
from random import Random

from relsearch.data.sample import gazetteer
from relsearch.data.sample.pattern import Pattern

KIND = re.compile(r"[a-z]+")

KINDS = {
    "PER": "person kin alias penname",
    "ORG": "company group school college team band party agency union league media religion "
    "acronym",
    "LOC": "city country",
    "DAT": "date year day",
    "NOH": "count amount percent",
    "POH": "artist scholar athlete job minister office post seat chair coach "
    "work product ideology event festival",
}

# The entity type of each kind of slot; a kind that is not here is plain text.
TYPES = {kind: type_ for type_, kinds in KINDS.items() for kind in kinds.split()}

# What only a sentence of our days speaks of, and what only one set in Korea.
MODERN = {"alias", "band", "team", "league", "product", "event", "festival", "day"}
KOREAN = {"agency", "penname"}

ABROAD, ABROAD_ELSEWHERE = 0.75, 0.1  # where a country is named, and where none is

# Of every ten names train gets five, dev two, select one and test two.
DEAL = ("train", "dev", "train", "test", "train", "select", "train", "dev", "train", "test")


def kind_of(slot: str) -> str:
    """Return the kind of a slot.

    >>> kind_of("company2"), kind_of("city_3")
    ('company', 'city')
    """
    match = KIND.match(slot)
    return match[0] if match else ""


@cache
def dealt(names: tuple[str, ...], part: str) -> tuple[str, ...]:
    """Return the names of a list that belong to ``part``."""
    return tuple(name for index, name in enumerate(names) if DEAL[index % len(DEAL)] == part)


def names_for(pattern: Pattern, part: str, rng: Random) -> "Names":
    """Return the names of a sentence of ``pattern``: of its time, and mostly of its country."""
    kinds = set(map(kind_of, pattern.slots))
    far = ABROAD if "country" in kinds else ABROAD_ELSEWHERE
    abroad = rng.random() < far and KOREAN.isdisjoint(kinds)
    return Names(part, rng, abroad=abroad, modern=not MODERN.isdisjoint(kinds))


class Names:
    """Draws the names of one sentence of ``part``; none comes twice.

    In an ``abroad`` sentence people and cities are foreign, a ``modern`` one has dates of the last
    fifty years. Dates grow from left to right, by a generation after the first, so that nobody
    graduates before birth. The first ``person`` and all ``kin`` bear one family name.
    """

    def __init__(self, part: str, rng: Random, *, abroad: bool, modern: bool) -> None:
        self.part = part
        self.rng = rng
        self.abroad = abroad
        self.modern = modern
        self.last_year = rng.randint(1966, 1980) if modern else rng.randint(1900, 1960)
        self.gaps = iter((rng.randint(0, 5), rng.randint(21, 26)))
        self.family = self.own(gazetteer.FOREIGN_FAMILY) if abroad else self.surname()
        self.people = 0
        self.taken: set[str] = set()

    def draw(self, kind: str) -> str:
        """Return a new name of ``kind``."""
        while (name := DRAWS[kind](self)) in self.taken:
            pass
        self.taken.add(name)
        return name

    def one_of(self, names: tuple[str, ...]) -> str:
        """Return any word of a list that all parts share."""
        return self.rng.choice(names)

    def own(self, names: tuple[str, ...]) -> str:
        """Return a word of a list that belongs to this part."""
        return self.rng.choice(dealt(names, self.part))

    def surname(self) -> str:
        """Return a Korean family name."""
        return self.one_of(gazetteer.SURNAMES)

    def year(self) -> int:
        """Return a year after all those drawn before."""
        self.last_year += next(self.gaps, self.rng.randint(1, 6))
        return self.last_year


def person(names: Names) -> str:
    """Return somebody of the family, and from then on people of any family."""
    names.people += 1
    if names.people == 1:
        return kin(names)
    family = names.own(gazetteer.FOREIGN_FAMILY) if names.abroad else names.surname()
    return full_name(names, family)


def kin(names: Names) -> str:
    """Return somebody of the first person's family."""
    return full_name(names, names.family)


def full_name(names: Names, family: str) -> str:
    """Return a Korean name of three different syllables, or a foreign one in Hangul."""
    if names.abroad:
        return f"{names.one_of(gazetteer.FOREIGN_GIVEN)} {family}"
    while True:
        given = names.own(gazetteer.GIVEN_FIRST) + names.one_of(gazetteer.GIVEN_SECOND)
        if len({family, *given}) == 3:
            return family + given


def company(names: Names) -> str:
    """Return a company, in fields of its time."""
    fields = gazetteer.COMPANY_FIELDS + (gazetteer.MODERN_FIELDS if names.modern else ())
    return names.own(gazetteer.COMPANY_STEMS) + names.one_of(fields)


def date(names: Names) -> str:
    """Return a date, mostly to the day."""
    month, day = names.rng.randint(1, 12), names.rng.randint(1, 28)
    tail = f" {day}일" if names.rng.random() < 0.8 else ""
    return f"{names.year()}년 {month}월{tail}"


def day(names: Names) -> str:
    """Return a day as newspapers name it."""
    month, day = names.rng.randint(1, 12), names.rng.randint(1, 28)
    return names.one_of((f"{day}일", f"지난 {day}일", f"{month}월 {day}일", f"지난달 {day}일"))


def count(names: Names) -> str:
    """Return a number of people."""
    many = names.rng.randint(11, 99)
    return names.one_of((f"{many}3명", f"{many}0여 명", f"{many // 10},{many % 10}00여 명"))


def acronym(names: Names) -> str:
    """Return three capitals, the first of which belongs to the part."""
    first = names.own(tuple("AKBSCHDTEIFPGNOLMRVU"))
    return first + "".join(names.rng.choices("ABCDEFIKLMNOPRST", k=2))


def built(*lists: tuple[str, ...], end: str = "") -> Callable[[Names], str]:
    """Return a draw that puts an own stem and any of the later words together."""

    def draw(names: Names) -> str:
        stems, *rest = lists
        return names.own(stems) + "".join(names.one_of(ending) for ending in rest) + end

    return draw


def work(names: Names) -> str:
    """Return the title of a book, a film or a record."""
    return f"{names.one_of(gazetteer.WORK_OPENINGS)} {names.own(gazetteer.WORK_NOUNS)}"


def product(names: Names) -> str:
    """Return the name of something one can buy."""
    return f"{names.own(gazetteer.PRODUCT_STEMS)} {names.one_of(gazetteer.PRODUCT_KINDS)}"


def city(names: Names) -> str:
    """Return a city at home or abroad."""
    return names.own(gazetteer.FOREIGN_CITIES if names.abroad else gazetteer.CITIES)


DRAWS: dict[str, Callable[[Names], str]] = {
    "person": person,
    "kin": kin,
    "alias": built(gazetteer.STAGE_NAMES),
    "penname": built(gazetteer.PEN_NAMES),
    "company": company,
    "group": built(gazetteer.COMPANY_STEMS, end="그룹"),
    "school": built(gazetteer.SCHOOL_STEMS, gazetteer.SCHOOL_KINDS),
    "college": built(gazetteer.SCHOOL_STEMS, gazetteer.COLLEGE_KINDS),
    "team": lambda names: f"{names.own(gazetteer.TEAM_STEMS)} {names.one_of(gazetteer.TEAM_KINDS)}",
    "band": built(gazetteer.BANDS),
    "party": built(gazetteer.PARTY_STEMS, end="당"),
    "agency": lambda names: (
        f"{names.one_of(('한국', '국립'))}{names.own(gazetteer.AGENCY_STEMS)}"
        f"{names.one_of(gazetteer.AGENCY_KINDS)}"
    ),
    "union": built(gazetteer.UNION_STEMS, gazetteer.UNION_KINDS),
    "league": built(gazetteer.LEAGUE_STEMS, gazetteer.LEAGUE_KINDS),
    "media": built(gazetteer.MEDIA_STEMS, gazetteer.MEDIA_KINDS),
    "religion": built(gazetteer.RELIGIONS),
    "acronym": acronym,
    "city": city,
    "country": built(gazetteer.COUNTRIES),
    "date": date,
    "year": lambda names: f"{names.year()}년",
    "day": day,
    "count": count,
    "amount": lambda names: f"{names.rng.randint(2, 99)}0억 원",
    "percent": lambda names: f"{names.rng.randint(2, 49)}%",
    "artist": lambda names: names.one_of(gazetteer.ARTISTS),
    "scholar": lambda names: names.one_of(gazetteer.SCHOLARS),
    "athlete": lambda names: names.one_of(gazetteer.ATHLETES),
    "job": lambda names: names.one_of(gazetteer.ARTISTS + gazetteer.SCHOLARS),
    "minister": lambda names: names.one_of(gazetteer.MINISTERS),
    "office": lambda names: names.one_of(gazetteer.OFFICES),
    "post": lambda names: names.one_of(gazetteer.POSTS),
    "seat": lambda names: names.one_of(gazetteer.SEATS),
    "chair": lambda names: names.one_of(gazetteer.CHAIRS),
    "coach": lambda names: names.one_of(gazetteer.COACHES),
    "work": work,
    "product": product,
    "ideology": built(gazetteer.IDEOLOGIES),
    "event": lambda names: f"제{names.rng.randint(2, 40)}회 {names.own(gazetteer.EVENTS)}",
    "festival": lambda names: f"제{names.rng.randint(2, 40)}회 {names.own(gazetteer.FESTIVALS)}",
}
