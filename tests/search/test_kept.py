"""A whole study kept in a storage: a real S3 server or a shared folder, two machines over it."""

import os
import signal

import numpy as np
import pytest

from relsearch.commands.ensemble import ensemble
from relsearch.commands.leaderboard import leaderboard
from relsearch.commands.tune import tune
from relsearch.errors import StorageError, StudyError
from relsearch.study import Study, open_study, study_at
from relsearch.study.storage import Storage
from tests.search.test_run import SIZES, _start, _wait_for, space_file
from tests.search.verdict import faults_of


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Go over to the machine of this name: one with no working folder but its own."""

    def go(name):
        monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / name))

    return go


@pytest.mark.slow  # a study through Ray, every file over HTTP
def test_a_study_in_s3_is_read_from_another_machine(s3, tmp_path, tiny_encoder, machine):
    machine("head")
    results, space = f"{s3}/{tmp_path.name}", space_file(tmp_path, tiny_encoder)
    tune(space, results=results, overrides=["search.keep=1"])

    machine("laptop")
    study = open_study("smoke", results=results)
    best = study.ranked()[0].number
    assert [record.number for record in study.records()] == [0, 1]
    assert study.checkpoint(best).is_dir()
    assert not study.checkpoint(1 - best).is_dir()
    assert leaderboard(f"{results}/smoke").rows[0]["trial"] == best
    outcome = ensemble(results=results, top=2)
    assert len(outcome.metrics["members"]) == 2

    names = set(Storage(f"{results}/smoke").files())
    assert {"study.yaml", "study.journal", "leaderboard.csv"} <= names
    assert "ensembles/top2-hard/submission.csv" in names
    assert not {name for name in names if "resume" in name or "lease" in name}

    said = []
    tune(space, results=results, overrides=["search.keep=1"], say=said.append)
    assert said == ["study smoke is finished"]


def test_a_bucket_that_is_not_there_ends_the_search_before_it_begins(s3, tmp_path, tiny_encoder):
    with pytest.raises(StorageError, match=r"s3://none/here/smoke: .*does not exist"):
        tune(space_file(tmp_path, tiny_encoder), results="s3://none/here")


@pytest.mark.kill
@pytest.mark.parametrize("kind", ["file", "s3"])
def test_when_the_head_dies_another_goes_on_over_the_same_storage(
    kind, request, tmp_path, tiny_encoder, machine
):
    shared = f"file://{tmp_path}/share" if kind == "file" else request.getfixturevalue("s3")
    results = f"{shared}/{tmp_path.name}"
    space = space_file(tmp_path, tiny_encoder, max_concurrent=1)
    overrides = ["search.trials=3", "fixed.epochs=20", "search.scheduler.kind=none"]
    storage = Storage(f"{results}/smoke")
    machine("head")
    driver = _start(space, results, overrides)
    _wait_for(lambda: storage.read("trials/1/resume/newest"), driver, seconds=400)
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    before = Study(study_at(f"{results}/smoke", role="driver")).records()

    machine("other")
    with pytest.raises(StudyError, match=r"stands at 1 of 3 trials; go on with .* --resume"):
        tune(space, results=results, overrides=overrides)
    said = []
    study = tune(space, results=results, overrides=overrides, resume=True, say=said.append)
    assert [line for line in said if "last driver, still there?" in line]
    assert [record.number for record in study.records()] == [0, 1, 2]
    assert study.records()[0] == before[0]  # as the dead machine had it
    assert faults_of(study.folder.path, trials=3) == []
    assert storage.read("trials/1/log.txt").count("--- ") == 2

    machine("third")
    read = open_study(f"{results}/smoke")
    for record in read.records():
        parts = read.predictions(record.number).parts
        assert {name: len(part.ids) for name, part in parts.items()} == {
            part: size for part, size in SIZES.items() if part != "train"
        }
        assert read.checkpoint(record.number).is_dir()
        np.testing.assert_allclose(parts["dev"].probabilities.sum(axis=1), 1, atol=1e-5)
    assert len(ensemble(f"{results}/smoke", top=3).metrics["members"]) == 3
