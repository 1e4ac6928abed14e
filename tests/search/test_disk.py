"""Disk: whether there is room for one more trial, or for one to go on."""

import pytest

from relsearch.config import parse_study
from relsearch.errors import ResourceError
from relsearch.search.disk import Disk, check_disk, disk_notes
from relsearch.study import StudyFolder
from relsearch.study.mirror import Mirror

GB = 10**9


def config_of(**search):
    raw = {
        "study": "hand",
        "data": {"reader": "sample"},
        "search": search,
        "fixed": {"encoder": "klue/roberta-large"},
    }
    return parse_study(raw, source="a test")


def write(folder, size):
    folder.mkdir(parents=True)
    (folder / "weights").write_bytes(bytes(size))
    return folder.parent


def disk_at(folder, **options):
    return Disk(folder, **{"trial_bytes": 0, "free": lambda folder: 10**12, "every": -1, **options})


def test_what_an_interrupted_trial_holds_is_not_asked_for_twice(tmp_path):
    going_on = write(tmp_path / "trials" / "0" / "resume", 50_000)
    disk = disk_at(tmp_path, trial_bytes=100_000, budget=120_000)
    assert disk.want(going_on) is None
    assert "search.disk_budget" in disk.want()
    disk.free = lambda folder: 256e6 + 70_000
    assert disk.want(going_on) is None
    assert disk.want().startswith("the disk has")


def test_a_size_that_was_not_known_is_learnt_from_a_running_trial(tmp_path):
    disk = disk_at(tmp_path, budget=250_000)
    assert disk.want() is None
    write(tmp_path / "trials" / "0" / "checkpoint", 30_000)
    assert disk.want() is None
    write(tmp_path / "trials" / "0" / "resume", 100_000)
    assert "search.disk_budget" in disk.want()


def test_a_budget_too_small_for_a_model_of_the_hub_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("relsearch.model.size.weight_bytes", lambda encoder: 2.7 * GB)
    with pytest.raises(ResourceError, match=r"5 copies of the weights need 13\.8 GB"):
        check_disk(config_of(disk_budget="1GB", keep=1), tmp_path, slots=1)


def test_a_budget_beside_a_bucket_says_what_it_counts(tmp_path):
    class Bucket(Mirror):
        url = "s3://bucket/results/hand"

    budget, here = config_of(disk_budget="20GB"), StudyFolder(tmp_path / "hand")
    there = StudyFolder(here.path, Bucket())
    (note,) = disk_notes(budget, there)
    assert "what s3://bucket/results/hand takes is not counted" in note
    assert [*disk_notes(budget, here), *disk_notes(config_of(), there)] == []
