"""Storages: a folder behind file:// and a real S3 server, held to the same."""

import threading

import pytest

from relsearch.errors import ConfigError, StorageError
from relsearch.study.storage import SCHEMES, Storage


@pytest.fixture(params=["file", "s3"])
def storage(request, tmp_path):
    """An empty storage of each kind."""
    if request.param == "file":
        return Storage(f"file://{tmp_path}/share")
    return Storage(f"{request.getfixturevalue('s3')}/{tmp_path.name}")


def test_what_was_written_reads_back_and_is_replaced_whole(storage):
    storage.write("a/b.txt", "a longer text")
    storage.write("a/b.txt", "short")
    assert storage.read("a/b.txt") == "short"


def test_a_large_file_comes_back_as_it_went(storage, tmp_path):
    there, back = tmp_path / "there", tmp_path / "back"
    there.write_bytes(bytes(range(256)) * (6 << 12))  # more than one part of an upload
    storage.send(there, "large.bin")
    assert storage.fetch("large.bin", back)
    assert back.read_bytes() == there.read_bytes()


def test_what_is_not_there_reads_as_nothing_and_leaves_nothing(storage, tmp_path):
    assert storage.read("a.txt") is None
    assert not storage.fetch("a.txt", tmp_path / "a.txt")
    assert [*tmp_path.iterdir()] == []
    assert storage.written("a.txt") is None
    assert storage.files() == storage.files("a") == {}
    assert storage.folders() == []


def test_files_are_listed_by_name_with_their_bytes(storage):
    storage.write("one/a.txt", "123")
    storage.write("one/deep/b.txt", "12345")
    storage.write("two/a.txt", "1")
    sizes = {name: stored.size for name, stored in storage.files("one").items()}
    assert sizes == {"one/a.txt": 3, "one/deep/b.txt": 5}
    assert len(storage.files()) == 3
    assert storage.folders() == ["one", "two"]
    assert storage.written("one/a.txt") == storage.files()["one/a.txt"].written


def test_files_and_folders_can_be_removed_twice(storage):
    for name in ("one/a.txt", "one/b.txt", "two/a.txt"):
        storage.write(name, "text")
    for _ in range(2):
        storage.remove("one")
        storage.remove("two/a.txt")
    assert storage.files() == {}


def test_an_interrupt_leaves_the_whole_file_there(storage, monkeypatch):
    copy = Storage._copy_there
    went_on = threading.Event()

    def copy_slowly(self, path, target):
        went_on.wait(5)
        copy(self, path, target)

    def interrupted(self, timeout=None):
        went_on.set()
        raise KeyboardInterrupt

    monkeypatch.setattr(Storage, "_copy_there", copy_slowly)
    monkeypatch.setattr("concurrent.futures.Future.result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        storage.write("a.txt", "all of it")
    monkeypatch.undo()
    assert storage.read("a.txt") == "all of it"


def test_a_bucket_that_is_not_there_is_told_with_what_to_do(s3):
    with pytest.raises(StorageError, match=r"s3://none/x: .*does not exist[^\n]*\nMake the bucket"):
        Storage("s3://none/x").write("a.txt", "")


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do():
    with pytest.raises(StorageError, match=r"file:///proc/x: .*\nGive a folder"):
        Storage("file:///proc/x").write("a.txt", "")


def test_another_scheme_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match="unknown storage 's4'; choose from s3, gs, file"):
        Storage("s4://bucket/x").files()


@pytest.mark.parametrize("url", ["s3:///x", "gs://", "file://share/x", "file://"])
def test_a_url_of_another_form_is_refused_with_the_right_one(url):
    example = SCHEMES[url.partition(":")[0]].example
    with pytest.raises(ConfigError, match=f"no place for results; write {example}"):
        Storage(url).files()
