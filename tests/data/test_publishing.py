"""Publishing: a set's version as a Hugging Face data set, read back as it was; the hub is faked."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datasets import DatasetDict

from relsearch.data import DataConfig, Entity, Example, load_corpus
from relsearch.data.publishing import publish
from relsearch.data.sets import write_set
from relsearch.errors import DataError

ROWS = tuple(
    Example(
        str(number), f"가람이 나래를 {number}번 만났다.", Entity(0, 2, "PER"), Entity(4, 6), label
    )
    for number, label in enumerate(("met", "left", "met", "left"))
)
HIDDEN = tuple(replace(row, id=f"test-{row.id}", label=None) for row in ROWS)


class FakeHub:
    """Stands where `datasets` and `huggingface_hub` reach the network."""

    def __init__(self, *tags: str, error: Exception | None = None) -> None:
        self.tags, self.error = list(tags), error
        self.pushed: dict[str, Any] = {}

    def repo_exists(self, name: str, *, repo_type: str) -> bool:
        if self.error is not None:
            raise self.error
        return bool(self.tags)

    def list_repo_refs(self, name: str, *, repo_type: str) -> Any:
        return SimpleNamespace(tags=[SimpleNamespace(name=tag) for tag in self.tags])

    def push_to_hub(self, splits: DatasetDict, name: str, **options: Any) -> Any:
        self.pushed = {"name": name, "splits": splits, **options}
        return SimpleNamespace(oid="abc")

    def create_tag(self, name: str, *, tag: str, revision: str, repo_type: str) -> None:
        assert (revision, repo_type) == ("abc", "dataset")
        self.tags.append(tag)


@pytest.fixture
def family(tmp_path: Path) -> Path:
    """A set of one version with three parts."""
    parts = {"train": ROWS, "dev": ROWS[:2], "test": HIDDEN}
    write_set(tmp_path / "set", parts, made={}, tables={})
    return tmp_path / "set"


def connect(monkeypatch: pytest.MonkeyPatch, hub: FakeHub) -> FakeHub:
    def push(splits: DatasetDict, name: str, **options: Any) -> Any:
        return hub.push_to_hub(splits, name, **options)

    monkeypatch.setattr("huggingface_hub.HfApi", lambda: hub)
    monkeypatch.setattr(DatasetDict, "push_to_hub", push)
    return hub


def test_a_folder_reads_back_as_it_was(family: Path, tmp_path: Path) -> None:
    said = publish(family, str(tmp_path / "published"))
    assert said == f"{{reader: hub, name: {tmp_path}/published/1.0.0}}"
    corpus = load_corpus(DataConfig(reader="hub", name=str(tmp_path / "published" / "1.0.0")))
    assert (corpus.train, corpus.dev, corpus.test) == (ROWS, ROWS[:2], HIDDEN)
    assert corpus.labels == ("left", "met")
    assert corpus.data_sets == {part: {"version": "1.0.0"} for part in ("train", "dev", "test")}


def test_a_version_that_is_there_is_not_written_over(family: Path, tmp_path: Path) -> None:
    publish(family, str(tmp_path / "published"))
    with pytest.raises(DataError, match="is there already"):
        publish(family, str(tmp_path / "published"))


def test_the_version_becomes_a_tag_of_the_hub(family: Path, monkeypatch: Any) -> None:
    hub = connect(monkeypatch, FakeHub("0.9.0"))
    assert publish(family, "me/mine") == "{reader: hub, name: me/mine, revision: 1.0.0}"
    assert hub.tags == ["0.9.0", "1.0.0"]
    assert hub.pushed["private"] is True
    assert set(hub.pushed["splits"]) == {"train", "validation", "test"}
    assert hub.pushed["splits"]["train"].features["label"].names == ["left", "met"]


def test_a_data_set_is_public_only_when_asked(family: Path, monkeypatch: Any) -> None:
    hub = connect(monkeypatch, FakeHub())
    publish(family / "1.0.0", "me/mine", public=True)
    assert hub.pushed["private"] is False


def test_a_version_that_the_hub_has_is_not_pushed(family: Path, monkeypatch: Any) -> None:
    hub = connect(monkeypatch, FakeHub("1.0.0"))
    with pytest.raises(DataError, match=r"me/mine has version 1\.0\.0 already"):
        publish(family, "me/mine")
    assert not hub.pushed


def test_a_hub_out_of_reach_is_told(family: Path, monkeypatch: Any) -> None:
    connect(monkeypatch, FakeHub(error=ConnectionError("no route")))
    with pytest.raises(DataError, match="cannot push to the hub as 'me/mine': no route"):
        publish(family, "me/mine")


def test_folds_are_no_data_set(tmp_path: Path) -> None:
    folds = {"fold-0/train": ROWS[:2], "fold-0/dev": ROWS[2:]}
    write_set(tmp_path / "folds", folds, made={}, tables={})
    with pytest.raises(DataError, match="needs a part train"):
        publish(tmp_path / "folds", "./mine")
