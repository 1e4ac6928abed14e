"""Entity masking: relations read without a name (Peng et al. 2020, arXiv:2010.01923)."""

from random import Random

from relsearch.data.augmentations.ground import Edit, Ground, rewrite
from relsearch.data.example import Example


def entity_masking(example: Example, ground: Ground, random: Random) -> Example | None:
    """Return the row with its subject or its object, drawn at random, as the mask token.

    조지 해리슨이 쓴 노래 becomes [MASK]이 쓴 노래. None where the entities overlap.
    """
    subject, object_ = example.subject, example.object
    if subject.start < object_.end and object_.start < subject.end:
        return None
    masked = random.choice((subject, object_))
    return rewrite(example, [Edit(masked.start, masked.end, ground.mask)])
