"""The contract of every head, and what each one reads."""

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence
from transformers import BertConfig

from relsearch.model.config import RelationConfig
from relsearch.model.heads import HEADS
from relsearch.model.heads.rbert import mean_of_mentions

HIDDEN = 8
POSITIONS = torch.tensor([[[1, 2, 3, 4], [4, 5, 6, 7]], [[3, 3, 4, 4], [1, 1, 3, 3]]])
MASK = torch.tensor([[1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0, 0]])
TYPES = torch.tensor([[1, 2], [2, 0]])
OPTIONS: dict[str, Any] = {
    "head_norm": "layer",
    "head_activation": "gelu",
    "head_dropout": 0.5,
    "head_layers": 2,
    "head_type_embedding": True,
}
ENTITY_HEADS = ("entity_start", "cls_entity_start", "entity_span", "rbert")


@dataclass
class Batch:
    """What a head is called with."""

    hidden: Tensor
    mask: Tensor = MASK
    positions: Tensor = POSITIONS
    types: Tensor = TYPES

    def through(self, head: nn.Module) -> Tensor:
        return head(self.hidden, self.mask, self.positions, self.types)


@pytest.fixture
def batch() -> Batch:
    return Batch(torch.randn(2, 7, HIDDEN, generator=torch.Generator().manual_seed(1)))


def make_head(name: str, **options: Any) -> nn.Module:
    config = RelationConfig(
        encoder=BertConfig(hidden_size=HIDDEN, num_attention_heads=2).to_dict(),
        head=name,
        id2label=dict(enumerate("abc")),
        entity_types=["PER", "ORG"],
        **options,
    )
    torch.manual_seed(0)
    head: nn.Module = HEADS[name].load()(config).eval()
    return head


@pytest.mark.parametrize("name", HEADS)
def test_head_gives_one_logit_a_label(name: str, batch: Batch) -> None:
    assert batch.through(make_head(name)).shape == (2, 3)


@pytest.mark.parametrize("name", HEADS)
def test_more_padding_changes_no_logit(name: str, batch: Batch) -> None:
    head = make_head(name)
    before = batch.through(head)
    noise = torch.full((2, 4, HIDDEN), 100.0)
    batch.hidden = torch.cat([batch.hidden, noise], dim=1)
    batch.mask = nn.functional.pad(MASK, (0, 4))
    torch.testing.assert_close(batch.through(head), before)


@pytest.mark.parametrize("name", HEADS)
def test_what_stands_in_padding_is_never_read(name: str, batch: Batch) -> None:
    head = make_head(name)
    before = batch.through(head)
    batch.hidden = batch.hidden.masked_fill(MASK.unsqueeze(-1) == 0, 100.0)
    torch.testing.assert_close(batch.through(head), before)


@pytest.mark.parametrize("name", HEADS)
def test_gradient_reaches_every_weight_and_the_hidden_states(name: str, batch: Batch) -> None:
    head = make_head(name).train()
    batch.hidden.requires_grad_()
    batch.through(head).logsumexp(dim=-1).sum().backward()
    assert batch.hidden.grad is not None and batch.hidden.grad.abs().sum() > 0
    assert all(weight.grad is not None and weight.grad.any() for weight in head.parameters())


@pytest.mark.parametrize("name", HEADS)
def test_head_works_with_every_option_it_reads(name: str, batch: Batch) -> None:
    plain = make_head(name)
    for option in HEADS[name].options:
        head = make_head(name, **{option: OPTIONS[option]})
        assert batch.through(head).shape == (2, 3)
        assert str(head) != str(plain), f"{option} changes nothing"


@pytest.mark.parametrize("name", HEADS)
def test_head_ignores_the_options_it_does_not_name(name: str) -> None:
    others = {key: value for key, value in OPTIONS.items() if key not in HEADS[name].options}
    assert str(make_head(name, **others)) == str(make_head(name))


@pytest.mark.parametrize("name", ENTITY_HEADS)
def test_entity_head_changes_with_the_positions(name: str, batch: Batch) -> None:
    head = make_head(name)
    before = batch.through(head)
    batch.positions = POSITIONS.flip(1)  # subject and object change places
    assert not torch.allclose(batch.through(head), before)


@pytest.mark.parametrize("name", sorted(set(HEADS) - set(ENTITY_HEADS)))
def test_other_heads_do_not_read_the_positions(name: str, batch: Batch) -> None:
    head = make_head(name)
    before = batch.through(head)
    batch.positions = POSITIONS.flip(1)
    torch.testing.assert_close(batch.through(head), before)


@pytest.mark.parametrize("name", ENTITY_HEADS)
def test_type_embedding_tells_the_types_apart(name: str, batch: Batch) -> None:
    head = make_head(name, head_type_embedding=True)
    before = batch.through(head)
    batch.types = TYPES.flip(1)
    assert not torch.allclose(batch.through(head), before)


def test_type_embedding_without_types_is_an_error(batch: Batch) -> None:
    head = make_head("rbert", head_type_embedding=True)
    with pytest.raises(ValueError, match="needs the types"):
        head(batch.hidden, MASK, POSITIONS, None)


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("entity_start", [[1, 4], [3, 1]]),
        ("cls_entity_start", [[0, 1, 4], [0, 3, 1]]),
        ("entity_span", [[1, 3, 4, 6], [3, 3, 1, 2]]),
    ],
)
def test_entity_head_reads_these_tokens(name: str, tokens: list[list[int]]) -> None:
    head: Any = make_head(name)
    assert head.choose(POSITIONS).tolist() == tokens


def test_rbert_averages_the_mention_without_its_markers() -> None:
    hidden = torch.arange(7.0).reshape(1, 7, 1)
    positions = torch.tensor([[[0, 1, 3, 4], [4, 5, 6, 7]]])
    assert mean_of_mentions(hidden, positions).tolist() == [[[1.5], [5.0]]]


def test_rbert_shares_one_layer_between_the_entities() -> None:
    names = {name.split(".")[0] for name, _ in make_head("rbert").named_parameters()}
    assert names == {"first", "entity", "classifier"}


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("name", ["bilstm", "bigru"])
def test_rnn_reads_what_a_packed_one_does(name: str, layers: int) -> None:
    head: Any = make_head(name, head_layers=layers)
    generator = torch.Generator().manual_seed(layers)
    lengths = torch.randint(1, 20, (32,), generator=generator)
    lengths[0] = 20
    hidden = torch.randn(32, 20, HIDDEN, generator=generator)
    mask = (torch.arange(20) < lengths.unsqueeze(1)).long()
    expected = head.classifier(packed_last_states(head, hidden, lengths))
    batch = Batch(hidden, mask, POSITIONS[:1].expand(32, 2, 4), TYPES[:1].expand(32, 2))
    torch.testing.assert_close(batch.through(head), expected, atol=1e-5, rtol=0)


def packed_last_states(head: Any, hidden: Tensor, lengths: Tensor) -> Tensor:
    """Return the top layer's last states of torch's packed bidirectional RNN with these weights."""
    layers = len(head.onward)
    rnn = head.cell(HIDDEN, HIDDEN, num_layers=layers, batch_first=True, bidirectional=True)
    for direction, suffix in ((head.onward, ""), (head.back, "_reverse")):
        for number, layer in enumerate(direction):
            for weight, values in layer.named_parameters():
                getattr(rnn, weight.replace("_l0", f"_l{number}{suffix}")).data.copy_(values)
    packed = pack_padded_sequence(hidden, lengths, batch_first=True, enforce_sorted=False)
    _, last = rnn(packed)
    states = last[0] if isinstance(last, tuple) else last  # (layers * 2, batch, hidden)
    return torch.cat([states[-2], states[-1]], dim=-1)


@pytest.mark.parametrize("name", ["bilstm", "bigru"])
def test_gradient_reaches_every_layer_of_a_deep_rnn(name: str, batch: Batch) -> None:
    head = make_head(name, head_layers=2).train()
    batch.through(head).logsumexp(dim=-1).sum().backward()
    assert all(weight.grad is not None and weight.grad.any() for weight in head.parameters())


def test_batch_norm_trains_on_a_last_batch_of_one_row(batch: Batch) -> None:
    head = make_head("bigru", head_norm="batch").train()
    lone = Batch(batch.hidden[:1], MASK[:1], POSITIONS[:1], TYPES[:1])
    assert lone.through(head).isfinite().all()


def test_type_id_of_an_unseen_type_is_0() -> None:
    config = RelationConfig(entity_types=["PER", "ORG"])
    assert [config.type_id(name) for name in ("PER", "ORG", "LOC", None)] == [1, 2, 0, 0]
