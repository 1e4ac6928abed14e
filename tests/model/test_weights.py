"""Pretrained weights: read once by a process, touched by no run, read anew when they change."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModel, PreTrainedModel

from relsearch.model import weights
from relsearch.model.weights import load_encoder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The encoders read from their files since the test began, in order."""
    read, seen = AutoModel.from_pretrained, []

    def watched(source: str, **options: object) -> object:
        seen.append(source)
        return read(source, **options)

    weights._read.cache_clear()
    monkeypatch.setattr(AutoModel, "from_pretrained", watched)
    yield seen
    weights._read.cache_clear()


def load(encoder: Path, layers: int | None = None) -> PreTrainedModel:
    config = AutoConfig.from_pretrained(encoder)
    config.num_hidden_layers = layers or config.num_hidden_layers
    return load_encoder(str(encoder), config)


def test_a_process_reads_an_encoder_once(tiny_encoder: Path, reads: list[str]) -> None:
    for layers in (None, 1, 2, None):
        load(tiny_encoder, layers)
    assert reads == [str(tiny_encoder)]


def test_a_run_leaves_the_next_one_its_weights(tiny_encoder: Path, reads: list[str]) -> None:
    with torch.no_grad():
        for weight in load(tiny_encoder).parameters():
            weight.fill_(7.0)
    saved = load_file(tiny_encoder / "model.safetensors")
    for name, weight in load(tiny_encoder).named_parameters():
        assert torch.equal(weight, saved[name]), name
    assert len(reads) == 1


def test_weights_that_changed_are_read_again(
    tiny_encoder: Path, tmp_path: Path, reads: list[str]
) -> None:
    folder = copytree(tiny_encoder, tmp_path / "encoder")
    load(folder)
    changed = {name: weight + 1 for name, weight in load_file(folder / "model.safetensors").items()}
    (folder / "model.safetensors").unlink()
    save_file(changed, folder / "model.safetensors", metadata={"format": "pt"})
    for name, weight in load(folder).named_parameters():
        assert torch.equal(weight, changed[name]), name
    assert reads == [str(folder)] * 2


def test_one_encoder_is_kept(tiny_encoder: Path, tmp_path: Path, reads: list[str]) -> None:
    other = copytree(tiny_encoder, tmp_path / "other")
    for encoder in (tiny_encoder, other, tiny_encoder):
        load(encoder)
    assert reads == [str(tiny_encoder), str(other), str(tiny_encoder)]


def test_the_run_that_reads_draws_the_same_numbers_as_the_next(
    tiny_encoder: Path, reads: list[str]
) -> None:
    drawn = []
    for _ in range(2):
        torch.manual_seed(3)
        load(tiny_encoder)
        drawn.append(torch.rand(4))
    assert torch.equal(*drawn)
