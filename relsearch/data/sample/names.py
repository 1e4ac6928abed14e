"""Names: what a slot such as ``company2`` is filled with in a scene."""

from collections.abc import Callable

from relsearch.data.sample import gazetteer
from relsearch.data.sample.scene import Scene


def name(kind: str, scene: Scene) -> str:
    """Return a name of ``kind`` that the scene does not have yet."""
    while (drawn := DRAWS[kind](scene)) in scene.taken:
        pass
    scene.taken.add(drawn)
    return drawn


def person(scene: Scene) -> str:
    """Return somebody of the family, and from then on people of any family."""
    scene.people += 1
    return full_name(scene, scene.family if scene.people == 1 else scene.surname())


def kin(scene: Scene) -> str:
    """Return somebody of the first person's family."""
    return full_name(scene, scene.family)


def full_name(scene: Scene, family: str) -> str:
    """Return a Korean name of three different syllables, or a foreign one in Hangul."""
    if scene.abroad:
        return f"{scene.one_of(gazetteer.FOREIGN_GIVEN)} {family}"
    while True:
        given = scene.own(gazetteer.GIVEN_FIRST) + scene.one_of(gazetteer.GIVEN_SECOND)
        if len({family, *given}) == 3:
            return family + given


def company(scene: Scene) -> str:
    """Return a company, in fields of its time."""
    fields = gazetteer.COMPANY_FIELDS + (gazetteer.MODERN_FIELDS if scene.modern else ())
    return scene.own(gazetteer.COMPANY_STEMS) + scene.one_of(fields)


def date(scene: Scene) -> str:
    """Return a date, mostly to the day."""
    month, day = scene.rng.randint(1, 12), scene.rng.randint(1, 28)
    tail = f" {day}일" if scene.rng.random() < 0.8 else ""
    return f"{scene.year()}년 {month}월{tail}"


def day(scene: Scene) -> str:
    """Return a day as newspapers name it."""
    month, day = scene.rng.randint(1, 12), scene.rng.randint(1, 28)
    return scene.one_of((f"{day}일", f"지난 {day}일", f"{month}월 {day}일", f"지난달 {day}일"))


def count(scene: Scene) -> str:
    """Return a number of people."""
    many = scene.rng.randint(11, 99)
    return scene.one_of((f"{many}3명", f"{many}0여 명", f"{many // 10},{many % 10}00여 명"))


def acronym(scene: Scene) -> str:
    """Return three capitals, the first of which belongs to the part."""
    first = scene.own(tuple("AKBSCHDTEIFPGNOLMRVU"))
    return first + "".join(scene.rng.choices("ABCDEFIKLMNOPRST", k=2))


def built(*lists: tuple[str, ...], end: str = "") -> Callable[[Scene], str]:
    """Return a draw that puts an own stem and any of the later words together."""

    def draw(scene: Scene) -> str:
        stems, *rest = lists
        return scene.own(stems) + "".join(scene.one_of(ending) for ending in rest) + end

    return draw


def work(scene: Scene) -> str:
    """Return the title of a book, a film or a record."""
    return f"{scene.one_of(gazetteer.WORK_OPENINGS)} {scene.own(gazetteer.WORK_NOUNS)}"


def product(scene: Scene) -> str:
    """Return the name of something one can buy."""
    return f"{scene.own(gazetteer.PRODUCT_STEMS)} {scene.one_of(gazetteer.PRODUCT_KINDS)}"


def city(scene: Scene) -> str:
    """Return a city at home or abroad."""
    return scene.own(gazetteer.FOREIGN_CITIES if scene.abroad else gazetteer.CITIES)


DRAWS: dict[str, Callable[[Scene], str]] = {
    "person": person,
    "kin": kin,
    "alias": built(gazetteer.STAGE_NAMES),
    "penname": built(gazetteer.PEN_NAMES),
    "company": company,
    "group": built(gazetteer.COMPANY_STEMS, end="그룹"),
    "school": built(gazetteer.SCHOOL_STEMS, gazetteer.SCHOOL_KINDS),
    "college": built(gazetteer.SCHOOL_STEMS, gazetteer.COLLEGE_KINDS),
    "team": lambda scene: f"{scene.own(gazetteer.TEAM_STEMS)} {scene.one_of(gazetteer.TEAM_KINDS)}",
    "band": built(gazetteer.BANDS),
    "party": built(gazetteer.PARTY_STEMS, end="당"),
    "agency": lambda scene: (
        f"{scene.one_of(('한국', '국립'))}{scene.own(gazetteer.AGENCY_STEMS)}"
        f"{scene.one_of(gazetteer.AGENCY_KINDS)}"
    ),
    "union": built(gazetteer.UNION_STEMS, gazetteer.UNION_KINDS),
    "league": built(gazetteer.LEAGUE_STEMS, gazetteer.LEAGUE_KINDS),
    "media": built(gazetteer.MEDIA_STEMS, gazetteer.MEDIA_KINDS),
    "religion": built(gazetteer.RELIGIONS),
    "acronym": acronym,
    "city": city,
    "country": built(gazetteer.COUNTRIES),
    "date": date,
    "year": lambda scene: f"{scene.year()}년",
    "day": day,
    "count": count,
    "amount": lambda scene: f"{scene.rng.randint(2, 99)}0억 원",
    "percent": lambda scene: f"{scene.rng.randint(2, 49)}%",
    "artist": lambda scene: scene.one_of(gazetteer.ARTISTS),
    "scholar": lambda scene: scene.one_of(gazetteer.SCHOLARS),
    "athlete": lambda scene: scene.one_of(gazetteer.ATHLETES),
    "job": lambda scene: scene.one_of(gazetteer.ARTISTS + gazetteer.SCHOLARS),
    "minister": lambda scene: scene.one_of(gazetteer.MINISTERS),
    "office": lambda scene: scene.one_of(gazetteer.OFFICES),
    "post": lambda scene: scene.one_of(gazetteer.POSTS),
    "seat": lambda scene: scene.one_of(gazetteer.SEATS),
    "chair": lambda scene: scene.one_of(gazetteer.CHAIRS),
    "coach": lambda scene: scene.one_of(gazetteer.COACHES),
    "work": work,
    "product": product,
    "ideology": built(gazetteer.IDEOLOGIES),
    "event": lambda scene: f"제{scene.rng.randint(2, 40)}회 {scene.own(gazetteer.EVENTS)}",
    "festival": lambda scene: f"제{scene.rng.randint(2, 40)}회 {scene.own(gazetteer.FESTIVALS)}",
}
