"""READERS: the forms in which examples come, one file each.

A file reader is a function ``read(path) -> Iterator[RawRow]`` that yields one RawRow for each row
of the file, in order, and raises DataError only where the file as a whole makes no sense. To add
one, write its file here and give it a row with ``options=FILES``.
"""

from dataclasses import dataclass

from relsearch.components import Component
from relsearch.data.labels import KLUE_OFFICIAL_ORDER

FILES = ("train", "dev", "select", "test", "labels")


@dataclass(frozen=True)
class Reader(Component):
    """A row of READERS; ``options`` are the keys of the data section that it reads.

    ``integer_labels`` is what an integer label of this form indexes, None where only a label file
    can tell. ``label_only`` says that this form's task takes predictions as one column of labels.
    """

    integer_labels: tuple[str, ...] | None = None
    label_only: bool = False


READERS: dict[str, Reader] = {
    "sample": Reader(
        "relsearch.data.sample:generate",
        "rows made on the spot, for a first look",
        options=("rows", "seed"),
    ),
    "klue-json": Reader(
        "relsearch.data.readers.klue_json:read",
        "KLUE-RE's own files: a JSON list, end_idx inclusive",
        options=FILES,
        integer_labels=KLUE_OFFICIAL_ORDER,
    ),
    "klue-csv": Reader(
        "relsearch.data.readers.klue_csv:read",
        "the competition's CSV: entities as Python dict literals, label 100 = unlabelled",
        options=FILES,
    ),
    "klue-2021-tsv": Reader(
        "relsearch.data.readers.klue_2021_tsv:read",
        "the 2021 task: tab-separated, no header, no entity types, blind = unlabelled",
        options=FILES,
        label_only=True,
    ),
    "jsonl": Reader(
        "relsearch.data.readers.jsonl:read",
        "one JSON object a line with klue-json's keys, any label set",
        options=FILES,
    ),
    "hub": Reader(
        "relsearch.data.readers.hub:read",
        "a data set of the Hugging Face hub with klue-json's keys",
        options=("name", "config", "revision"),
    ),
}


def reads_files(reader: str) -> bool:
    """Tell whether the reader takes files, rather than making or fetching its rows."""
    return READERS[reader].options == FILES
