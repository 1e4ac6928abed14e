"""relsearch tune, typed: options that reach the study before its first trial; its one driver."""

import os
from contextlib import nullcontext

import pytest
import yaml

from relsearch.config import Choice
from relsearch.search.placement import Placement
from relsearch.search.run import Search
from relsearch.study import Journal, Study, StudyFolder, locked
from tests.cli.test_cli import RIGHT, run
from tests.hand_made import make_study


@pytest.fixture
def space_file(tmp_path):
    """Return a function that writes a search file like the hand-made study's, with its rates."""
    data = make_study(tmp_path / "results", answers=[RIGHT]).resolved["data"]

    def write(*rates):
        raw = {
            "study": "new",
            "data": data,
            "search": {"trials": 2},
            "fixed": {"encoder": "bundled/mini"},
            "space": {"lr": list(rates)},
        }
        path = tmp_path / "new.yaml"
        path.write_text(yaml.safe_dump(raw), encoding="utf-8")
        return path

    return write


@pytest.fixture
def new(tmp_path):
    return StudyFolder(tmp_path / "results" / "new")


@pytest.fixture
def tune(monkeypatch, capsys, tmp_path):
    """Type `relsearch tune`, whose search is opened as ever, without Ray, and runs no trial."""
    placement = Placement(cpus=1, gpus=0, slots=1)
    monkeypatch.setattr("relsearch.search.cluster.cluster", lambda address: nullcontext(""))
    monkeypatch.setattr("relsearch.search.placement.place", lambda *_, **__: placement)
    monkeypatch.setattr("relsearch.search.preflight.preflight", lambda *_, **__: None)
    monkeypatch.setattr(Search, "run", lambda search, watcher: None)

    def type_(*arguments):
        return run(monkeypatch, capsys, "tune", *arguments, "--results", tmp_path / "results")

    return type_


def test_warm_from_tells_the_sampler_of_another_studys_trials(tune, space_file, new):
    code, out, _ = tune(space_file(1e-5, 2e-5), "--warm-from", "hand")
    assert code == 0
    assert "1 of 1 trials of study hand warm the sampler" in out
    (told,) = Journal.load(new.journal, space=Study(new).config.space).study.user_attrs["earlier"]
    assert (told["values"], told["score"]) == ({"lr": 1e-5}, 90.0)


def test_without_warm_from_the_sampler_knows_nothing(tune, space_file, new):
    tune(space_file(1e-5, 2e-5))
    assert not Journal.load(new.journal, space=Study(new).config.space).study.user_attrs


def test_force_space_goes_on_in_a_wider_space_and_nothing_else_does(tune, space_file, new):
    tune(space_file(1e-5, 2e-5))
    before, wider = new.config_file.read_bytes(), space_file(1e-5, 2e-5, 3e-5)
    code, _, err = tune(wider, "--resume")
    assert code == 1
    assert "with --force-space it goes on in the wider space" in err
    assert new.config_file.read_bytes() == before
    code, _, _ = tune(wider, "--resume", "--force-space")
    assert code == 0
    assert Study(new).config.space == {"lr": Choice(choices=(1e-5, 2e-5, 3e-5))}


def files(folder):
    return {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}


def test_a_second_driver_is_refused_before_it_writes_anything(tune, space_file, new):
    path = space_file(1e-5, 2e-5)
    tune(path)
    for arguments in ((path, "--resume"), (path, "--name", "other")):
        folder = new if "--resume" in arguments else StudyFolder(new.path.parent / "other")
        with locked(folder.lock):
            before = files(folder)
            code, _, err = tune(*arguments)
            assert code == 1
            assert f"study {folder.name} is being tuned by process {os.getpid()};" in err
            assert files(folder) == before
