"""AEDA (Karimi et al. 2021, arXiv:2108.13230): punctuation marks between the words."""

from random import Random

from relsearch.data.augmentations.ground import WORD, Edit, Ground, rewrite
from relsearch.data.example import Example

MARKS = (".", ";", "?", ":", "!", ",")
SHARE = 1 / 3  # as many marks as this share of the words, at most


def aeda(example: Example, ground: Ground, random: Random) -> Example | None:
    """Return the row with marks before some of its words, never inside an entity.

    조지 해리슨이 쓰고 비틀즈가 부른 노래 becomes 조지 해리슨이 ; 쓰고 비틀즈가 , 부른 노래.
    """
    starts = [word.start() for word in WORD.finditer(example.sentence)]
    entities = (example.subject, example.object)
    free = [at for at in starts if not any(entity.start < at < entity.end for entity in entities)]
    most = max(1, int(SHARE * len(starts)))
    chosen = random.sample(free, min(random.randint(1, most), len(free)))
    return rewrite(example, [Edit(at, at, f"{random.choice(MARKS)} ") for at in chosen])
