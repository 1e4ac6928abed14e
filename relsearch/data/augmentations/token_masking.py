"""Token masking: words become blanks (blank noising of Xie et al. 2017, arXiv:1703.02573)."""

from random import Random

from relsearch.data.augmentations.ground import WORD, Edit, Ground, rewrite
from relsearch.data.example import Example

SHARE = 0.15  # of the words outside the entities, as BERT masks for its pretraining


def token_masking(example: Example, ground: Ground, random: Random) -> Example | None:
    """Return the row with 15 % of its other words, at least one, as the mask token.

    조지 해리슨이 쓰고 비틀즈가 부른 노래 becomes 조지 해리슨이 쓰고 비틀즈가 [MASK] 노래. Words
    that hold an entity stay, particle and all; None where all do.
    """
    entities = (example.subject, example.object)
    words = [
        word.span()
        for word in WORD.finditer(example.sentence)
        if all(word.end() <= entity.start or entity.end <= word.start() for entity in entities)
    ]
    if not words:
        return None
    masked = random.sample(words, max(1, round(SHARE * len(words))))
    return rewrite(example, [Edit(*word, ground.mask) for word in masked])
