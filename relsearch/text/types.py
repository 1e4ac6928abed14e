"""Entity types as they are written into the text: as in the data, or as Korean words."""

KOREAN_TYPES: dict[str, str] = {
    "PER": "사람",
    "ORG": "단체",
    "LOC": "장소",
    "DAT": "날짜",
    "POH": "기타",
    "NOH": "수량",
}


def spell_type(entity_type: str, *, type_transform: bool) -> str:
    """Return the type as a Korean word if asked; types without one stay as they are.

    >>> spell_type("PER", type_transform=True), spell_type("EVT", type_transform=True)
    ('사람', 'EVT')
    """
    return KOREAN_TYPES.get(entity_type, entity_type) if type_transform else entity_type
