"""AUGMENTATIONS: what copies of a training row may be added to it, one file each.

An augmentation is a function ``(example, ground, random) -> Example | None``: the row altered, or
None where there is nothing to alter. It keeps the id and draws from ``random`` alone.
"""

from relsearch.components import Component

AUGMENTATIONS: dict[str, Component] = {
    "relation_swap": Component(
        "relsearch.data.augmentations.relation_swap:relation_swap",
        "subject and object change places, and the label becomes its inverse",
    ),
    "entity_masking": Component(
        "relsearch.data.augmentations.entity_masking:entity_masking",
        "the subject or the object becomes the mask token",
    ),
    "token_masking": Component(
        "relsearch.data.augmentations.token_masking:token_masking",
        "some words outside the entities become the mask token",
    ),
    "aeda": Component(
        "relsearch.data.augmentations.aeda:aeda",
        "punctuation marks stand between the words",
    ),
}
