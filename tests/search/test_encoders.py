"""Local encoders brought to machines that lack them, without Ray."""

import shutil

import pytest

from relsearch.config import parse_study
from relsearch.errors import EncoderError
from relsearch.search import encoders
from relsearch.search.encoders import pack_encoders, unpacked


@pytest.fixture(autouse=True)
def store(monkeypatch, tmp_path):
    """An object store that is there for every machine: the objects themselves."""
    monkeypatch.setattr(encoders.ray, "put", lambda value: value)
    monkeypatch.setattr(encoders.ray, "get", lambda reference: reference)
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / "cache"))
    encoders._digest.cache_clear()


@pytest.fixture
def folder(tmp_path):
    """The driver's encoder."""
    made = tmp_path / "mine"
    made.mkdir()
    (made / "config.json").write_text("{}")
    (made / "model.safetensors").write_bytes(b"\0" * 1000)
    return made


def parcels_of(*names):
    raw = {"study": "hand", "data": {"reader": "sample"}, "space": {"encoder": [*map(str, names)]}}
    return pack_encoders(parse_study(raw, source="a test"))


def go_elsewhere(folder):
    """Go to a machine that has no such folder."""
    shutil.rmtree(folder)
    encoders._digest.cache_clear()


def test_only_folders_are_packed(folder):
    assert [*parcels_of("bundled/mini", "klue/bert-base", folder)] == [str(folder)]


def test_where_the_folder_is_nothing_is_copied(folder, tmp_path):
    assert unpacked(str(folder), parcels_of(folder)) == str(folder)
    assert unpacked("klue/bert-base", parcels_of(folder)) == "klue/bert-base"
    assert not (tmp_path / "cache").exists()


def test_a_machine_that_lacks_the_folder_gets_it_once(folder, monkeypatch):
    parcels = parcels_of(folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    go_elsewhere(folder)
    place = unpacked(str(folder), parcels)
    assert place != str(folder)
    monkeypatch.setattr(encoders.ray, "get", lambda reference: 1 / 0)
    assert unpacked(str(folder), parcels) == place
    names = encoders._files(encoders.Path(place))
    assert {file.name: file.read_bytes() for file in names} == before


def test_another_model_under_the_same_path_is_not_taken_for_the_drivers(folder):
    parcels = parcels_of(folder)
    encoders._digest.cache_clear()
    (folder / "model.safetensors").write_bytes(b"\1" * 1000)
    place = unpacked(str(folder), parcels)
    assert place != str(folder)
    assert (encoders.Path(place) / "model.safetensors").read_bytes() == b"\0" * 1000


def test_a_folder_that_changed_while_it_was_copied_is_refused_and_not_kept(
    folder, monkeypatch, tmp_path
):
    parcels = parcels_of(folder)
    go_elsewhere(folder)
    monkeypatch.setattr(encoders.ray, "get", lambda reference: b"torn")
    with pytest.raises(EncoderError, match="changed while it was copied"):
        unpacked(str(folder), parcels)
    assert [
        path.name for path in (tmp_path / "cache" / "encoders").iterdir() if path.is_dir()
    ] == []
