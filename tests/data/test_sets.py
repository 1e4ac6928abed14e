"""Data sets: a version says by how much it differs from the one before, and is never rewritten."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from relsearch.data import DataConfig, Entity, Example, load_corpus
from relsearch.data.sets import (
    MANIFEST,
    find_origin,
    find_set,
    latest_version,
    read_parts,
    write_set,
)
from relsearch.errors import DataError

ROWS = tuple(
    Example(str(number), f"가람이 나래를 {number}번 만났다.", Entity(0, 2), Entity(4, 6), label)
    for number, label in enumerate(("met", "left", "met"))
)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a set in one family."""
    return lambda **parts: write_set(tmp_path / "set", parts, made={"command": "test"}, tables={})


def test_the_first_version_is_1_0_0_and_reads_back(write: Write) -> None:
    folder = write(train=ROWS[:2], dev=ROWS[2:])
    assert folder.name == "1.0.0"
    assert read_parts(folder) == {"train": ROWS[:2], "dev": ROWS[2:]}


def test_the_same_rows_are_the_same_version(write: Write) -> None:
    first = write(train=ROWS)
    written = (first / MANIFEST).stat().st_mtime_ns
    assert write(train=ROWS) == first
    assert (first / MANIFEST).stat().st_mtime_ns == written


@pytest.mark.parametrize(
    ("rows", "version"),
    [
        ((replace(ROWS[0], label="left"), *ROWS[1:]), "1.0.1"),
        ((ROWS[0], ROWS[2], ROWS[1]), "1.0.1"),
        (ROWS[:2], "1.1.0"),
        ((*ROWS[:2], replace(ROWS[2], label="wrote")), "2.0.0"),
    ],
    ids=["corrected", "reordered", "fewer rows", "another label"],
)
def test_the_version_tells_what_changed(
    write: Write, rows: tuple[Example, ...], version: str
) -> None:
    write(train=ROWS)
    assert write(train=rows).name == version


def test_other_parts_are_a_major_version(write: Write) -> None:
    write(train=ROWS)
    assert write(train=ROWS[:2], dev=ROWS[2:]).name == "2.0.0"


def test_versions_are_ordered_as_numbers(write: Write, tmp_path: Path) -> None:
    for number in range(11):
        write(train=(replace(ROWS[0], source=str(number)), *ROWS[1:]))
    latest = latest_version(tmp_path / "set")
    assert latest is not None and latest.name == "1.0.10"
    assert find_set(tmp_path / "set") == find_set(latest) == latest


def test_a_folder_without_a_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no data set"):
        find_set(tmp_path)


def test_a_torn_manifest_is_told(write: Write) -> None:
    folder = write(train=ROWS)
    (folder / MANIFEST).write_text('{"version": "1.0.0"}')
    with pytest.raises(DataError, match="is not as relsearch wrote it"):
        read_parts(folder)


def test_a_file_of_no_set_has_no_origin(write: Write, tmp_path: Path) -> None:
    folder = write(train=ROWS)
    assert find_origin(tmp_path / "train.json", ROWS) is None
    assert find_origin(folder / "more.json", ROWS) is None


def test_a_fold_knows_its_set(write: Write) -> None:
    parts = {"fold-0/train": ROWS[:2], "fold-0/dev": ROWS[2:]}
    folder = write(**parts)
    origin = find_origin(folder / "fold-0" / "dev.json", ROWS[2:])
    assert origin is not None and origin["version"] == "1.0.0"


def test_a_corpus_knows_the_sets_of_its_parts(write: Write) -> None:
    folder = write(train=ROWS, dev=ROWS[:1])
    files = {name: folder / f"{name}.json" for name in ("train", "dev")}
    corpus = load_corpus(DataConfig(reader="klue-json", **files))
    assert corpus.data_sets["dev"]["version"] == "1.0.0"
    assert "train: version 1.0.0 of its data set" in corpus.notes


def test_a_changed_file_is_no_longer_its_version(write: Write) -> None:
    file = write(train=ROWS) / "train.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    rows[0]["label"] = "left"
    file.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(DataError, match="was changed after its version was written"):
        load_corpus(DataConfig(reader="klue-json", train=file, dev=file))
