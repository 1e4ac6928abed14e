"""Mirrors of a storage: two machines with working folders of their own, and what goes between."""

import pytest

from relsearch.study import study_at
from relsearch.study.storage import Storage


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Make the folder of one study as a machine of this name sees it."""

    def make(name, role="worker"):
        monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / name))
        return study_at(f"file://{tmp_path}/share/night", role=role)

    return make


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def finish(place, text="whole"):
    for path in (place.checkpoint / "config.json", place.predictions, place.record):
        write(path, text)


def test_each_role_works_in_a_folder_of_its_own_named_after_the_study(machine):
    roles = ("reader", "driver", "worker")
    folders = [machine("one", role) for role in roles]
    assert len({folder.path for folder in folders}) == 3
    assert {folder.name for folder in folders} == {"night"}
    assert len({folder.location for folder in folders}) == 1


def test_what_a_finished_trial_shares_is_there_for_another_machine(machine):
    finish(machine("one").trial(3))
    machine("one").trial(3).share()
    other = machine("two", "reader")
    other.refresh()
    assert [number for number, _ in other.trials()] == [3]
    assert other.trial(3).record.read_text() == "whole"
    assert not other.trial(3).predictions.exists()  # large: fetched when asked for
    other.mirror.fetch(other.trial(3).predictions)
    other.mirror.fetch(other.trial(3).checkpoint)
    assert other.trial(3).predictions.read_text() == "whole"
    assert (other.trial(3).checkpoint / "config.json").read_text() == "whole"


def test_the_record_is_sent_last(machine, monkeypatch):
    sent = []
    monkeypatch.setattr(Storage, "send", lambda self, path, name: sent.append(name))
    place = machine("one").trial(0)
    finish(place)
    write(place.error, "once")
    place.share()
    assert sent[-1] == "trials/0/record.json"
    assert len(sent) == 4


def test_what_has_not_changed_is_not_sent_again(machine, monkeypatch):
    place = machine("one").trial(0)
    finish(place)
    place.share()
    sent = []
    monkeypatch.setattr(Storage, "send", lambda self, path, name: sent.append(name))
    write(place.record, "changed")
    place.share()
    assert sent == ["trials/0/record.json"]


def test_what_is_gone_from_the_storage_goes_from_the_working_folder(machine):
    one, two = machine("one"), machine("two", "reader")
    for number in (0, 1):
        finish(one.trial(number))
        one.trial(number).share()
    two.refresh()
    two.mirror.fetch(two.trial(0).checkpoint)
    one.mirror.drop(one.trial(0).checkpoint)
    one.mirror.drop(one.trial(1).path)
    two.refresh()
    two.mirror.fetch(two.trial(0).checkpoint)
    assert not (two.trial(0).checkpoint / "config.json").exists()
    assert two.trial(0).record.exists()
    assert not two.trial(1).record.exists()
    assert not two.mirror.has(two.trial(0).checkpoint)
    assert two.mirror.has(two.trial(0).predictions)


def test_an_interrupted_trial_goes_on_elsewhere_from_its_last_whole_state(machine, monkeypatch):
    one = machine("one").trial(5)
    write(one.checkpoint / "config.json", "best")
    for text in ("first", "second"):
        write(one.resume / "course.pt", text)
        one.share_state()
    write(one.resume / "course.pt", "torn")
    monkeypatch.setattr(Storage, "write", lambda *_: 1 / 0)  # the machine dies before the last word
    with pytest.raises(ZeroDivisionError):
        one.share_state()
    monkeypatch.undo()
    two = machine("two").trial(5)
    write(two.resume / "stale.pt", "of some earlier study")
    two.take_up()
    assert [file.name for file in two.resume.iterdir()] == ["course.pt"]
    assert (two.resume / "course.pt").read_text() == "second"
    assert (two.checkpoint / "config.json").read_text() == "best"


def test_nothing_of_the_resume_state_stays_in_the_storage_once_a_trial_has_ended(machine):
    place = machine("one").trial(5)
    write(place.resume / "course.pt", "state")
    place.share_state()
    finish(place)
    place.share()
    names = machine("one").mirror.storage.files()
    assert sorted(names) == [
        f"trials/5/{name}" for name in ("checkpoint/config.json", "predictions.npz", "record.json")
    ]


@pytest.mark.parametrize(
    ("here", "there", "kept"),
    [
        ("one\ntwo\n", "one\n", "one\ntwo\n"),  # its driver died before it could send more
        ("one\n", "one\ntwo\n", "one\ntwo\n"),  # another machine's driver went on
        ("one\nmine\n", "one\nother\nmore\n", "one\nother\nmore\n"),
        (None, "one\n", "one\n"),
        ("one\n", None, None),  # the study was deleted
    ],
)
def test_of_two_journals_the_one_grown_from_the_storages_is_kept(machine, here, there, kept):
    folder = machine("one", "driver")
    if there:
        write(folder.journal, there)
        folder.mirror.send(folder.journal)
        folder.journal.unlink()
    if here:
        write(folder.journal, here)
    folder.mirror.fetch_grown(folder.journal)
    assert (folder.journal.read_text() if folder.journal.exists() else None) == kept
