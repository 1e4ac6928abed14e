"""Reader hub: a data set of the Hugging Face hub whose rows have the keys of klue-json."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsearch.data.rows import RawRow
from relsearch.errors import DataError

SPLITS = {"train": "train", "validation": "dev", "dev": "dev", "select": "select", "test": "test"}
SAVED = "dataset_dict.json"  # in a folder that `datasets` wrote itself (save_to_disk)
VERSION = re.compile(r"\d+\.\d+\.\d+")
UNVERSIONED = "0.0.0"  # as `datasets` has it
COMMIT = re.compile(r"[0-9a-f]{40}")  # a local folder's hash is shorter
# KLUE's tasks are configurations of one data set; people write them like a path.
SHORT_NAMES = {"klue/re": ("klue", "re")}


@dataclass(frozen=True, slots=True)
class HubData:
    """The rows of each part (train, dev, select, test), and the label names in id order if told.

    ``origin`` is what it was read at: the ``revision`` (a commit of the hub) and the ``version`` of
    a set that `relsearch data push` wrote, those that are known.
    """

    parts: Mapping[str, tuple[RawRow, ...]]
    label_names: tuple[str, ...] | None
    origin: Mapping[str, str]


def read(name: str, *, config: str | None = None, revision: str | None = None) -> HubData:
    """Load a data set by name (``klue/re``, ``owner/name``, a local folder) and sort its splits.

    Raises DataError when it cannot be had, or has no train split.
    """
    splits, commit = _load(name, config, revision)
    if "train" not in splits:
        raise DataError(f"{name} has no train split; it has {', '.join(splits)}")
    parts = {SPLITS[split]: tuple(_rows(splits[split])) for split in splits if split in SPLITS}
    version = revision or str(splits["train"].info.version)
    origin = {"version": version} if version != UNVERSIONED and VERSION.fullmatch(version) else {}
    origin |= {"revision": commit} if COMMIT.fullmatch(commit) else {}
    return HubData(parts, _label_names(splits["train"]), origin)


def _load(name: str, config: str | None, revision: str | None) -> tuple[Any, str]:
    """Return the splits, and the commit that the name and revision stood for, if there is one."""
    from datasets import load_dataset_builder, load_from_disk

    path, short_config = SHORT_NAMES.get(name, (name, None))
    try:
        if Path(path, SAVED).is_file():
            return load_from_disk(path), ""
        builder = load_dataset_builder(path, config or short_config, revision=revision)
        builder.download_and_prepare()
        return builder.as_dataset(), builder.hash or ""
    except Exception as error:  # the network's, the hub's and the files' own errors alike
        raise DataError(
            f"cannot load the data set {name!r} from the hub: {error}\n"
            "Without the hub, download its files once and read them with data.reader: klue-json "
            "(or klue-csv, klue-2021-tsv, jsonl) and data.train: PATH, or name a local folder."
        ) from error


def _rows(split: Any) -> Iterator[RawRow]:
    for number, fields in enumerate(split):
        yield RawRow(number, fields)


def _label_names(split: Any) -> tuple[str, ...] | None:
    names = getattr(split.features.get("label"), "names", None)
    return tuple(names) if names else None
