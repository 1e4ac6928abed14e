"""Files and folders that appear whole or not at all."""

import os
from pathlib import Path

import pytest

from relsearch.files import recover_folder, whole_file, whole_folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_when_it_is_whole(tmp_path):
    with whole_file(tmp_path / "made" / "a.txt") as temporary:
        temporary.write_text("new")
        assert names(tmp_path / "made") == [temporary.name]
    assert names(tmp_path / "made") == ["a.txt"]
    assert (tmp_path / "made" / "a.txt").read_text() == "new"


@pytest.fixture
def steps(monkeypatch):
    """What is renamed and what is synced, by name, in order."""
    steps, sync, replace = [], os.fsync, os.replace

    def note_sync(descriptor):
        steps.append(("sync", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))
        sync(descriptor)

    def note_replace(source, target):
        steps.append(("rename", Path(target).name))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    return steps


def test_a_file_is_on_the_disk_before_its_name_and_the_name_before_all_that_follows(
    tmp_path, steps
):
    with whole_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert steps == [("sync", temporary.name), ("rename", "a.txt"), ("sync", tmp_path.name)]


def test_so_is_a_folder_with_all_that_it_holds(tmp_path, steps):
    with whole_folder(tmp_path / "state") as temporary:
        (temporary / "inner").mkdir()
        (temporary / "inner" / "a.txt").write_text("new")
    *synced, renamed, last = steps
    assert {name for _, name in synced} == {temporary.name, "inner", "a.txt"}
    assert (renamed, last) == (("rename", "state"), ("sync", tmp_path.name))


def test_a_file_system_that_cannot_sync_folders_will_do(tmp_path, monkeypatch):
    sync = os.fsync

    def refuse_folders(descriptor):
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            raise OSError(22, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    with whole_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
    assert names(tmp_path) == ["a.txt"]


def test_a_file_that_fails_halfway_leaves_the_old_one_and_nothing_else(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("ha")
        raise ZeroDivisionError
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_folder_takes_the_place_of_the_old_one(tmp_path):
    for content in ("old", "new"):
        with whole_folder(tmp_path / "state") as temporary:
            (temporary / f"{content}.txt").write_text(content)
    assert names(tmp_path) == ["state"]
    assert names(tmp_path / "state") == ["new.txt"]


def test_a_folder_that_fails_halfway_leaves_the_old_one_and_nothing_else(tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "old.txt").write_text("old")
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "state") as temporary:
        (temporary / "new.txt").write_text("ne")
        raise ZeroDivisionError
    assert names(tmp_path) == ["state"]
    assert names(tmp_path / "state") == ["old.txt"]


def test_a_folder_whose_last_rename_fails_stays_the_old_one(tmp_path, monkeypatch):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "old.txt").write_text("old")
    replace = os.replace

    def fail_on_the_new(source, target):
        if str(os.getpid()) in str(source):
            raise OSError("disk full")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_on_the_new)
    with pytest.raises(OSError, match="disk full"), whole_folder(tmp_path / "state"):
        pass
    assert names(tmp_path) == ["state"]
    assert names(tmp_path / "state") == ["old.txt"]


def test_a_folder_lost_between_two_renames_is_put_back(tmp_path):
    with whole_folder(tmp_path / "state") as temporary:
        (temporary / "old.txt").write_text("old")
    os.replace(tmp_path / "state", tmp_path / ".state.old")  # where the crash falls
    recover_folder(tmp_path / "state")
    assert names(tmp_path) == ["state"]


def test_recovering_leaves_a_folder_that_is_there_and_clears_what_crashes_left(tmp_path):
    for name in ("state", ".state.old", ".state.123"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    recover_folder(tmp_path / "state")
    assert names(tmp_path) == ["state"]
    assert (tmp_path / "state" / "a.txt").read_text() == "state"
