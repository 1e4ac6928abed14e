import pytest
import torch
from torch import nn

from relsearch.training.ema import EMA


def test_mean_follows_the_weights_and_is_put_in_place_for_a_while():
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, 0.0)
    ema = EMA(model, decay=0.9)
    nn.init.constant_(model.weight, 1.0)
    ema.update()  # the first update's decay is 2 / 11
    with ema.in_place():
        assert torch.allclose(model.weight, torch.tensor(1 - 2 / 11))
    assert model.weight.item() == 1.0


def test_decay_grows_to_the_one_given():
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, 0.0)
    ema = EMA(model, decay=0.5)
    ema.updates = 100
    nn.init.constant_(model.weight, 1.0)
    ema.update()
    assert ema.means[0].item() == 0.5


def test_state_survives_saving(tmp_path):
    model = nn.Linear(2, 2)
    ema = EMA(model, decay=0.9)
    nn.init.constant_(model.weight, 1.0)
    ema.update()
    torch.save(ema.state_dict(), tmp_path / "ema.pt")
    other = EMA(nn.Linear(2, 2), decay=0.9)
    other.load_state_dict(torch.load(tmp_path / "ema.pt", weights_only=True))
    assert other.updates == 1
    assert torch.equal(other.means[0], ema.means[0])


def test_running_statistics_are_averaged_along():
    model = nn.BatchNorm1d(1)
    ema = EMA(model, decay=0.9)
    model(torch.full((2, 1), 50.0))  # of momentum 0.1: the running mean goes from 0 to 5
    ema.update()
    with ema.in_place():
        assert model.running_mean.item() == pytest.approx(5 * (1 - 2 / 11))
        assert model.num_batches_tracked.item() == 1
    assert model.running_mean.item() == pytest.approx(5)


def test_what_is_not_trained_and_does_not_change_stays_to_the_bit():
    model = nn.Linear(3, 3)
    model.register_buffer("constant", torch.tensor([0.1, 1e-7, 3e5]))
    model.weight.requires_grad_(False)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    ema = EMA(model, decay=0.9)
    ema.update()
    with ema.in_place():
        for name in ("weight", "constant"):
            assert torch.equal(model.state_dict()[name], before[name])
