"""make_copies: altered copies of a corpus's training rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from relsearch.components import look_up
from relsearch.data.augmentations import AUGMENTATIONS
from relsearch.data.augmentations.ground import Ground
from relsearch.data.example import Corpus, Example


def make_copies(
    corpus: Corpus, names: Sequence[str], *, mask_token: str | None, seed: int
) -> list[Example]:
    """Return, for each name of AUGMENTATIONS, at most one altered copy of each training row.

    A copy's id is its row's and the name: ``row-7+aeda``; what a row becomes depends on the seed,
    the name and the id alone. A copy that asks what a training row asks already is left out, be
    its answer the same or another. ConfigError where a mask token is needed and None.
    """
    ground = Ground(
        labels=corpus.labels,
        subject_types={example.subject.type for example in corpus.train},
        mask_token=mask_token,
    )
    asked = {_question(example) for example in corpus.train}
    copies = (copy for name in names for copy in _copies(corpus.train, name, ground, seed=seed))
    return [copy for copy in copies if _question(copy) not in asked]


def _copies(
    examples: Sequence[Example], name: str, ground: Ground, *, seed: int
) -> Iterator[Example]:
    alter = look_up(AUGMENTATIONS, name, kind="augmentation").load()
    for example in examples:
        altered = alter(example, ground, Random(f"{seed} {name} {example.id}"))
        if altered is not None:
            yield replace(altered, id=f"{example.id}+{name}")


def _question(example: Example) -> tuple[object, ...]:
    """Return a row without its answer."""
    return example.sentence, example.subject, example.object
