"""Versioned data sets: one folder a version, its parts, and a manifest that names them.

A version is *major* when the parts or the labels are others, so that scores no longer compare,
*minor* when rows came, went or changed parts, and a *patch* when rows were corrected in place.
Versions lie side by side, ``DIR/1.0.0``, ``DIR/1.0.1``: what a study has read stays readable.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from relsearch.data.example import Example
from relsearch.data.fingerprint import LENGTH, fingerprint
from relsearch.data.reading import read_examples
from relsearch.data.writers import write_json, write_klue_json, write_table
from relsearch.errors import DataError
from relsearch.files import whole_folder

MANIFEST = "relsearch-set.json"
FIRST = "1.0.0"
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
Parts = Mapping[str, Sequence[Example]]
Table = Sequence[Mapping[str, object]]


class Entry(BaseModel):
    """What a manifest says of one part."""

    model_config = ConfigDict(frozen=True)

    rows: int
    fingerprint: str


class DataSet(BaseModel):
    """A manifest: the version, the parts by name, how the set was ``made`` and from what."""

    model_config = ConfigDict(frozen=True)

    version: str
    fingerprint: str
    parts: dict[str, Entry]
    made: dict[str, Any]


def write_set(
    family: Path, parts: Parts, *, made: Mapping[str, Any], tables: Mapping[str, Table]
) -> Path:
    """Write parts and tables as the next version in the folder ``family``; return its folder.

    Parts equal to the latest version's are that version, and nothing is written.
    """
    entries = {
        name: Entry(rows=len(rows), fingerprint=fingerprint(rows)) for name, rows in parts.items()
    }
    latest = latest_version(family)
    if latest is not None and read_set(latest).parts == entries:
        return latest
    version = FIRST if latest is None else next_version(latest.name, read_parts(latest), parts)
    with whole_folder(family / version) as folder:
        for name, rows in parts.items():
            write_klue_json(rows, _file(folder, name))
        for name, table in tables.items():
            write_table(table, folder / f"{name}.csv")
        digest = sha256(repr(sorted(entries.items())).encode()).hexdigest()[:LENGTH]
        manifest = DataSet(version=version, fingerprint=digest, parts=entries, made=dict(made))
        write_json(manifest.model_dump(), folder / MANIFEST)
    return family / version


def next_version(version: str, before: Parts, parts: Parts) -> str:
    """Return the version that follows, by what differs."""
    major, minor, patch = _numbers(version)
    if before.keys() != parts.keys() or _labels(before) != _labels(parts):
        return f"{major + 1}.0.0"
    if any(_ids(before[name]) != _ids(parts[name]) for name in parts):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def latest_version(family: Path) -> Path | None:
    """Return the folder of the highest version of a set, None where there is none yet."""
    folders = (manifest.parent for manifest in family.glob(f"*/{MANIFEST}"))
    versions = (folder for folder in folders if VERSION.fullmatch(folder.name))
    return max(versions, key=lambda folder: _numbers(folder.name), default=None)


def find_set(path: Path) -> Path:
    """Return ``path`` where it is a version's folder, else the latest version in it."""
    found = path if (path / MANIFEST).is_file() else latest_version(path)
    if found is None:
        raise DataError(
            f"{path} holds no data set ({MANIFEST}); `relsearch data clean` and"
            " `relsearch data split` write them"
        )
    return found


def read_set(folder: Path) -> DataSet:
    """Read the manifest in a version's folder; DataError where it is not one of ours."""
    file = folder / MANIFEST
    try:
        return DataSet.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DataError(f"{file} is not as relsearch wrote it: {error}") from None


def read_parts(folder: Path) -> dict[str, tuple[Example, ...]]:
    """Return the examples of every part; DataError where a file is not what the manifest says."""
    return {
        name: _unchanged(_file(folder, name), entry)
        for name, entry in read_set(folder).parts.items()
    }


def find_origin(file: Path, examples: Sequence[Example]) -> dict[str, str] | None:
    """Return version and fingerprint of the set that a file of examples belongs to, if any.

    DataError where the file was changed after the version was written.
    """
    for folder in (file.parent, file.parent.parent):  # a fold has a folder of its own
        name = file.relative_to(folder).with_suffix("").as_posix()
        if (folder / MANIFEST).is_file() and name in (found := read_set(folder)).parts:
            _check_unchanged(file, examples, found.parts[name])
            return {"version": found.version, "fingerprint": found.fingerprint}
    return None


def _unchanged(file: Path, entry: Entry) -> tuple[Example, ...]:
    examples = read_examples(file, reader="klue-json").examples
    _check_unchanged(file, examples, entry)
    return examples


def _check_unchanged(file: Path, examples: Sequence[Example], entry: Entry) -> None:
    if fingerprint(examples) != entry.fingerprint:
        raise DataError(
            f"{file} was changed after its version was written; restore it, or copy it out of the"
            " set's folder and clean or split it from there, which gives it a version of its own"
        )


def _file(folder: Path, part: str) -> Path:
    return folder / f"{part}.json"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _labels(parts: Parts) -> set[str | None]:
    return {example.label for examples in parts.values() for example in examples}


def _ids(examples: Iterable[Example]) -> set[str]:
    return {example.id for example in examples}
