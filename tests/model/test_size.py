"""Size: what an encoder's weights take, known from its files or from its configuration."""

from pathlib import Path

import pytest
from transformers import AutoConfig, AutoModel

from relsearch.errors import EncoderError
from relsearch.model import size
from relsearch.model.encoder import resolve_encoder
from relsearch.model.size import weight_bytes
from tests.tiny import SIZES


@pytest.fixture
def cached(monkeypatch, tmp_path):
    """The folder in which the hub's client keeps a model of which it has the configuration."""
    (tmp_path / "config.json").write_text("{}")
    there = {("me/mine", "config.json"): str(tmp_path / "config.json")}
    monkeypatch.setattr(size, "try_to_load_from_cache", lambda *names: there.get(names))
    return tmp_path


def test_a_folders_weights_count_as_if_they_were_stored_in_16_bits():
    file = Path(resolve_encoder("bundled/mini")) / "model.safetensors"
    assert weight_bytes("bundled/mini") == 2 * file.stat().st_size


def test_a_model_of_the_hub_counts_as_the_files_that_were_fetched_of_it(cached):
    (cached / "pytorch_model.bin").write_bytes(bytes(300))
    assert weight_bytes("me/mine") == 600
    (cached / "model.safetensors").write_bytes(bytes(500))  # the same once more
    assert weight_bytes("me/mine") == 1000


def test_one_that_is_still_to_be_fetched_counts_by_its_configuration(cached, monkeypatch):
    config = AutoConfig.for_model("bert", vocab_size=100, **SIZES)
    monkeypatch.setattr(size, "load_part", lambda load, encoder: config)
    model = AutoModel.from_config(config, add_pooling_layer=False)
    assert weight_bytes("me/mine") == 4 * model.num_parameters()


def test_one_of_which_nothing_is_known_takes_nothing_yet(cached, monkeypatch):
    def refuse(load, encoder):
        raise EncoderError("no network")

    monkeypatch.setattr(size, "load_part", refuse)
    assert weight_bytes("me/other") == 0
