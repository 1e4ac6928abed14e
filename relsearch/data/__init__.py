"""Rows and what is made of them: Entity, Example, Corpus, readers, splits and the sample."""

from relsearch.data.config import DataConfig, SplitConfig
from relsearch.data.corpus import load_corpus
from relsearch.data.example import Corpus, Entity, Example
from relsearch.data.fingerprint import fingerprint
from relsearch.data.labels import (
    KLUE_COMPETITION_ORDER,
    KLUE_OFFICIAL_ORDER,
    TASK_2021_ORDER,
    find_no_relation,
    order_labels,
)
from relsearch.data.readers import READERS
from relsearch.data.reading import Reading, read_examples
from relsearch.data.splits import carve

__all__ = [
    "KLUE_COMPETITION_ORDER",
    "KLUE_OFFICIAL_ORDER",
    "READERS",
    "TASK_2021_ORDER",
    "Corpus",
    "DataConfig",
    "Entity",
    "Example",
    "Reading",
    "SplitConfig",
    "carve",
    "find_no_relation",
    "fingerprint",
    "load_corpus",
    "order_labels",
    "read_examples",
]
