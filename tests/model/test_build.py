"""New models on pretrained encoders: their weights, layers, dropouts, new tokens and seeds."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModel

from relsearch.errors import ConfigError, EncoderError
from relsearch.model.build import build_model
from relsearch.model.encoder import load_tokenizer, quiet
from relsearch.model.heads import HEADS
from relsearch.model.relation_model import RelationModel
from tests.tiny import SIZES


def build(encoder: Path, special_tokens: tuple[str, ...] = (), **options: Any) -> RelationModel:
    return build_model(
        str(encoder),
        tokenizer=load_tokenizer(str(encoder), special_tokens),
        labels=("no_relation", "per:title", "org:members"),
        no_relation="no_relation",
        **options,
    )


def test_encoder_keeps_its_pretrained_weights(tiny_encoder: Path) -> None:
    saved = load_file(tiny_encoder / "model.safetensors")
    for name, weight in build(tiny_encoder).encoder.named_parameters():
        assert torch.equal(weight, saved[name]), name


def test_model_has_no_pooler(tiny_encoder: Path) -> None:
    names = dict(build(tiny_encoder).named_parameters())
    assert not [name for name in names if "pooler" in name]


def test_loading_says_nothing_of_unused_weights(
    tiny_encoder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    build(tiny_encoder, encoder_layers=1)
    assert capfd.readouterr() == ("", "")


def test_encoder_layers_takes_the_first(tiny_encoder: Path) -> None:
    layers = build(tiny_encoder, encoder_layers=1).encoder.encoder.layer
    first = load_file(tiny_encoder / "model.safetensors")["encoder.layer.0.output.dense.weight"]
    assert len(layers) == 1
    assert torch.equal(layers[0].output.dense.weight, first)


def test_more_encoder_layers_than_there_are_is_an_error(tiny_encoder: Path) -> None:
    with pytest.raises(EncoderError, match=r"at most 2, .* but got 3"):
        build(tiny_encoder, encoder_layers=3)


@pytest.mark.parametrize("family", ["electra", "deberta-v2", "xlm-roberta", "modernbert"])
def test_other_families_are_cut_and_saved_too(
    family: str, tiny_encoder: Path, tmp_path: Path
) -> None:
    folder = copytree(tiny_encoder, tmp_path / family)
    special = {f"{name}_token_id": 1 for name in ("pad", "bos", "eos", "cls", "sep")}
    config = AutoConfig.for_model(family, vocab_size=4893, **{**SIZES, **special})
    with quiet():
        AutoModel.from_config(config).save_pretrained(folder)
        build(folder, ("[E1]",), encoder_layers=1).save_pretrained(tmp_path / "model")
        model = RelationModel.from_pretrained(tmp_path / "model")
    assert model.config.encoder.num_hidden_layers == 1
    ids = torch.tensor([[5, 6, 7, 4893]])
    positions = torch.tensor([[[0, 0, 1, 1], [3, 3, 4, 4]]])
    assert model(ids, torch.ones_like(ids), positions).logits.isfinite().all()


def test_dropouts_reach_the_encoder(tiny_encoder: Path) -> None:
    model = build(tiny_encoder, attention_dropout=0.25, hidden_dropout=0.5)
    layer = model.encoder.encoder.layer[0]
    assert layer.attention.self.dropout.p == 0.25
    assert layer.output.dropout.p == 0.5


def test_dropout_that_an_encoder_lacks_is_an_error(tiny_encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fnet"  # it mixes tokens without attention
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "fnet"}))
    with pytest.raises(EncoderError, match="attention_probs_dropout_prob"):
        build_model(
            str(folder),
            tokenizer=load_tokenizer(str(tiny_encoder)),
            labels=("a", "b"),
            no_relation=None,
            attention_dropout=0.1,
        )


def test_sixteen_bit_weights_are_trained_in_thirty_two(tiny_encoder: Path, tmp_path: Path) -> None:
    folder = copytree(tiny_encoder, tmp_path / "half")
    weights = load_file(folder / "model.safetensors")
    halved = {name: weight.half() for name, weight in weights.items()}
    save_file(halved, folder / "model.safetensors", metadata={"format": "pt"})
    assert {weight.dtype for weight in build(folder).parameters()} == {torch.float32}


def test_missing_weights_are_an_error_and_not_random(tiny_encoder: Path, tmp_path: Path) -> None:
    folder = copytree(tiny_encoder, tmp_path / "torn")
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.1.output.dense.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EncoderError, match="lacks 1 weights"):
        build(folder)


def test_torn_weights_are_an_encoder_error(tiny_encoder: Path, tmp_path: Path) -> None:
    folder = copytree(tiny_encoder, tmp_path / "torn")
    (folder / "model.safetensors").write_bytes(b"half a download")
    with pytest.raises(EncoderError, match="cannot load encoder"):
        build(folder)


def test_new_tokens_start_near_the_mean_of_the_old_and_apart(tiny_encoder: Path) -> None:
    model = build(tiny_encoder, ("[E1]", "[E2]"))
    weight = model.encoder.get_input_embeddings().weight
    old = load_file(tiny_encoder / "model.safetensors")["embeddings.word_embeddings.weight"]
    assert torch.equal(weight[:-2], old)
    assert (weight[-2:].mean(dim=0) - old.mean(dim=0)).abs().max() < 0.1
    assert not torch.allclose(weight[-2], weight[-1])
    assert model.config.encoder.vocab_size == len(weight) == len(old) + 2


def test_embeddings_stay_when_the_vocabulary_holds_every_token(tiny_encoder: Path) -> None:
    before = len(load_tokenizer(str(tiny_encoder)))
    assert build(tiny_encoder, ("[E1]",)).encoder.get_input_embeddings().num_embeddings > before
    assert build(tiny_encoder).encoder.get_input_embeddings().num_embeddings == before


@pytest.mark.parametrize("head", HEADS)
def test_seed_decides_the_head(head: str, tiny_encoder: Path) -> None:
    torch.manual_seed(1)
    first = build(tiny_encoder, head=head, seed=1).head.state_dict()
    torch.rand(5)  # what was drawn before does not matter
    again = build(tiny_encoder, head=head, seed=1).head.state_dict()
    other = build(tiny_encoder, head=head, seed=2).head.state_dict()
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_building_leaves_the_random_numbers_of_the_caller_alone(tiny_encoder: Path) -> None:
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    build(tiny_encoder)
    assert torch.equal(torch.rand(3), expected)


def test_linear_layers_start_small_and_rnns_as_torch_starts_them(tiny_encoder: Path) -> None:
    head: Any = build(tiny_encoder, head="bigru").head
    bound = 32**-0.5
    assert head.classifier[-1].weight.std().item() == pytest.approx(0.02, rel=0.3)
    assert head.onward[0].weight_ih_l0.abs().max() <= bound
    assert head.onward[0].weight_ih_l0.std().item() == pytest.approx(bound / 3**0.5, rel=0.1)


def test_head_takes_the_options_of_its_row_alone(tiny_encoder: Path) -> None:
    options = {"head_dropout": 0.3, "head_layers": 2, "lr": 1e-5}
    config = build(tiny_encoder, head="base", head_options=options).config
    assert (config.head_dropout, config.head_layers) == (0.3, 1)
    assert not hasattr(config, "lr")


def test_labels_are_stored_in_id_order(tiny_encoder: Path) -> None:
    config = build(tiny_encoder).config
    assert config.labels == ("no_relation", "per:title", "org:members")
    assert config.label2id == {"no_relation": 0, "per:title": 1, "org:members": 2}
    assert config.no_relation == "no_relation"


def test_unknown_head_is_named_with_the_nearest(tiny_encoder: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'bilstm'"):
        build(tiny_encoder, head="bilstn")
