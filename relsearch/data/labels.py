"""Label orders: KLUE-RE's two, the 2021 task's, and how a corpus gets its own."""

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from relsearch.errors import DataError, did_you_mean

# Order of the competition's ids 0-29, in which submissions are written.
KLUE_COMPETITION_ORDER = (
    "no_relation",
    "org:top_members/employees",
    "org:members",
    "org:product",
    "per:title",
    "org:alternate_names",
    "per:employee_of",
    "org:place_of_headquarters",
    "per:product",
    "org:number_of_employees/members",
    "per:children",
    "per:place_of_residence",
    "per:alternate_names",
    "per:other_family",
    "per:colleagues",
    "per:origin",
    "per:siblings",
    "per:spouse",
    "org:founded",
    "org:political/religious_affiliation",
    "org:member_of",
    "per:parents",
    "org:dissolved",
    "per:schools_attended",
    "per:date_of_death",
    "per:date_of_birth",
    "per:place_of_birth",
    "per:place_of_death",
    "org:founded_by",
    "per:religion",
)

# Order of KLUE v1.1's own ``relation_list.json``, which integer labels of its files index.
KLUE_OFFICIAL_ORDER = (
    "no_relation",
    "org:dissolved",
    "org:founded",
    "org:place_of_headquarters",
    "org:alternate_names",
    "org:member_of",
    "org:members",
    "org:political/religious_affiliation",
    "org:product",
    "org:founded_by",
    "org:top_members/employees",
    "org:number_of_employees/members",
    "per:date_of_birth",
    "per:date_of_death",
    "per:place_of_birth",
    "per:place_of_death",
    "per:place_of_residence",
    "per:origin",
    "per:employee_of",
    "per:schools_attended",
    "per:alternate_names",
    "per:parents",
    "per:children",
    "per:siblings",
    "per:spouse",
    "per:other_family",
    "per:colleagues",
    "per:product",
    "per:religion",
    "per:title",
)

# Ids 0-41 of the 2021 task.
TASK_2021_ORDER = (
    "관계_없음",
    "인물:배우자",
    "인물:직업/직함",
    "단체:모회사",
    "인물:소속단체",
    "인물:동료",
    "단체:별칭",
    "인물:출신성분/국적",
    "인물:부모님",
    "단체:본사_국가",
    "단체:구성원",
    "인물:기타_친족",
    "단체:창립자",
    "단체:주주",
    "인물:사망_일시",
    "단체:상위_단체",
    "단체:본사_주(도)",
    "단체:제작",
    "인물:사망_원인",
    "인물:출생_도시",
    "단체:본사_도시",
    "인물:자녀",
    "인물:제작",
    "단체:하위_단체",
    "인물:별칭",
    "인물:형제/자매/남매",
    "인물:출생_국가",
    "인물:출생_일시",
    "단체:구성원_수",
    "단체:자회사",
    "인물:거주_주(도)",
    "단체:해산일",
    "인물:거주_도시",
    "단체:창립일",
    "인물:종교",
    "인물:거주_국가",
    "인물:용의자",
    "인물:사망_도시",
    "단체:정치/종교성향",
    "인물:학교",
    "인물:사망_국가",
    "인물:나이",
)

KNOWN_ORDERS = (KLUE_COMPETITION_ORDER, TASK_2021_ORDER)
NO_RELATION_NAMES = ("no_relation", "관계_없음")


def order_labels(found: Iterable[str], given: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return the label set in id order: as given, else a known task's, else alphabetical.

    Labels that all belong to a known task get that task's whole set, so that a slice of KLUE-RE
    that lacks a class is still scored over 30.
    """
    if given is not None:
        return tuple(given)
    found = set(found)
    known = next((order for order in KNOWN_ORDERS if found and found <= set(order)), None)
    return known or tuple(sorted(found))


def find_no_relation(labels: Collection[str], named: str | None = None) -> str | None:
    """Return the negative label: the one named, else the usual names; None when there is none.

    Raises DataError when the label named is not in the label set.
    """
    if named is not None and named not in labels:
        raise DataError(f"data.no_relation: no label {named!r}{did_you_mean(named, labels)}")
    return named or next((name for name in NO_RELATION_NAMES if name in labels), None)


def read_label_names(path: Path) -> tuple[str, ...]:
    """Read label names in id order: a JSON list, KLUE's ``{"relations": [...]}``, or text lines.

    Raises DataError when the file holds none of these, or a name twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"cannot read the label file {path}: {error.strerror}") from error
    names = _json_names(text, path) if path.suffix == ".json" else _line_names(text)
    if not names or len(set(names)) < len(names) or not all(isinstance(n, str) for n in names):
        raise DataError(f"{path} should hold the label names in id order, each once")
    return tuple(names)


def _json_names(text: str, path: Path) -> list[str]:
    try:
        names = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"{path} is not JSON: {error}") from error
    names = names.get("relations") if isinstance(names, dict) else names
    return names if isinstance(names, list) else []


def _line_names(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
