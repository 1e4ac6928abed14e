"""Kinds of slots: what they are called, and which entity type their names have."""

import re

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


def kind_of(slot: str) -> str:
    """Return the kind of a slot.

    >>> kind_of("company2"), kind_of("city_3")
    ('company', 'city')
    """
    match = KIND.match(slot)
    return match[0] if match else ""
