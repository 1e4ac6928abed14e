"""Publishing: a versioned data set as a Hugging Face data set, on the hub or in a local folder."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from relsearch.data.example import Example
from relsearch.data.labels import order_labels
from relsearch.data.sets import find_set, read_parts, read_set
from relsearch.data.writers import klue_row
from relsearch.errors import DataError
from relsearch.files import whole_folder

if TYPE_CHECKING:
    from datasets import DatasetDict, Features
    from huggingface_hub import HfApi

SPLITS = {"dev": "validation"}  # parts that the hub calls otherwise
LOCAL = (".", "/", "~")  # how a folder begins, and no name of the hub


def publish(path: Path, name: str, *, public: bool = False) -> str:
    """Write the set at ``path`` as the data set ``name``; return what a search file says of it.

    ``path`` is a version's folder, or a set's, whose latest version it is then. A ``name`` that
    begins as a path does is a folder, with one folder a version; any other is on the hub, where the
    version becomes a tag. DataError where that version is there already, or the hub refuses.
    """
    folder = find_set(path)
    version = read_set(folder).version
    splits = make_splits(read_parts(folder), version=version)
    if name.startswith(LOCAL):
        return f"{{reader: hub, name: {_save(splits, Path(name).expanduser() / version)}}}"
    _push(splits, name, version=version, public=public)
    return f"{{reader: hub, name: {name}, revision: {version}}}"


def make_splits(parts: Mapping[str, Sequence[Example]], *, version: str) -> "DatasetDict":
    """Return parts as splits, their rows in klue-json's form with integer labels that have names.

    DataError for folds, which are no splits of one data set.
    """
    from datasets import Dataset, DatasetDict, DatasetInfo

    if "train" not in parts:
        raise DataError(
            f"a data set needs a part train, but this one has {', '.join(parts)}; publish the"
            " set that `relsearch data split` makes without --folds"
        )
    found = {row.label for rows in parts.values() for row in rows if row.label is not None}
    info = DatasetInfo(features=_features(order_labels(found)), version=version)
    return DatasetDict(
        {
            SPLITS.get(name, name): Dataset.from_list(list(map(klue_row, rows)), info=info)
            for name, rows in parts.items()
        }
    )


def _features(labels: Sequence[str]) -> "Features":
    from datasets import ClassLabel, Features, Value

    text = Value("string")
    entity = {"word": text, "start_idx": Value("int32"), "end_idx": Value("int32"), "type": text}
    return Features(
        {
            "guid": text,
            "sentence": text,
            "subject_entity": entity,
            "object_entity": entity,
            "label": ClassLabel(names=list(labels)),
            "source": text,
        }
    )


def _save(splits: "DatasetDict", folder: Path) -> Path:
    if folder.exists():
        raise DataError(f"{folder} is there already; nothing was written")
    with whole_folder(folder) as temporary:
        splits.save_to_disk(temporary)
    return folder


def _push(splits: "DatasetDict", name: str, *, version: str, public: bool) -> None:
    """Push the splits in one commit and give it the version as a tag."""
    from huggingface_hub import HfApi

    hub = HfApi()
    with _told(name):
        taken = _versions(hub, name)
    if version in taken:
        raise DataError(f"{name} has version {version} already; nothing was pushed")
    with _told(name):
        commit = splits.push_to_hub(name, private=not public, commit_message=f"Version {version}")
        hub.create_tag(name, tag=version, revision=commit.oid, repo_type="dataset")


def _versions(hub: "HfApi", name: str) -> set[str]:
    if not hub.repo_exists(name, repo_type="dataset"):
        return set()
    return {tag.name for tag in hub.list_repo_refs(name, repo_type="dataset").tags}


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell what goes wrong on the way to the hub: the network's and the hub's errors alike."""
    try:
        yield
    except Exception as error:
        raise DataError(
            f"cannot push to the hub as {name!r}: {error}\nLog in with `hf auth login`, or give a"
            " folder (./name) to write the data set to"
        ) from error
