"""Parameter groups, optimizers and schedules; every row of both tables."""

import pytest
import torch
from torch import nn

from relsearch.config.optimizers import LR_SCHEDULERS, OPTIMIZERS
from relsearch.config.trial import TrialConfig
from relsearch.errors import EncoderError
from relsearch.training.adamp import AdamP, without_radial_part
from relsearch.training.groups import freeze, layer_count, parameter_groups


def a_trial(**settings):
    return TrialConfig(encoder="bundled/mini", **settings)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.Embedding(7, 4)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(nn.Linear(4, 4) for _ in range(3))})


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.head = Encoder(), nn.Linear(4, 2)


def lr_of(model, parameter, trial):
    return next(
        group["lr"]
        for group in parameter_groups(model, trial)
        if any(parameter is one for one in group["params"])
    )


def test_every_parameter_is_in_one_group():
    model = Model()
    grouped = [one for group in parameter_groups(model, a_trial()) for one in group["params"]]
    assert len(grouped) == len(list(model.parameters()))
    assert len(set(map(id, grouped))) == len(grouped)


def test_biases_and_norms_do_not_decay():
    for group in parameter_groups(Model(), a_trial(weight_decay=0.1)):
        matrices = all(parameter.dim() > 1 for parameter in group["params"])
        assert group["weight_decay"] == (0.1 if matrices else 0.0)


def test_layer_decay_lowers_the_learning_rate_layer_by_layer():
    model, trial = Model(), a_trial(lr=1e-4, layer_decay=0.5, head_lr_mult=3)
    layers = model.encoder.encoder["layer"]
    rates = [lr_of(model, layer.weight, trial) for layer in layers]
    assert layer_count(model) == 3
    assert rates == pytest.approx([0.25e-4, 0.5e-4, 1e-4])
    assert lr_of(model, model.encoder.embeddings.weight, trial) == pytest.approx(0.125e-4)
    assert lr_of(model, model.head.weight, trial) == pytest.approx(3e-4)


def test_plain_settings_give_one_group_a_decay():
    assert len(parameter_groups(Model(), a_trial())) == 2


def test_frozen_parameters_are_left_out():
    model = Model()
    model.encoder.requires_grad_(False)
    parameters = [one for group in parameter_groups(model, a_trial()) for one in group["params"]]
    assert len(parameters) == 2


@pytest.mark.parametrize(("layers", "trained"), [(0, 9), (1, 6), (3, 2)])
def test_freezing_takes_the_embeddings_and_the_first_layers(layers, trained):
    model = Model()
    freeze(model, layers)
    assert sum(parameter.requires_grad for parameter in model.parameters()) == trained
    assert model.head.weight.requires_grad


def test_more_frozen_layers_than_there_are_is_an_error():
    with pytest.raises(EncoderError, match="frozen_layers must be at most 3, but got 4"):
        freeze(Model(), 4)


def optimise(name, updates=60, **settings):
    torch.manual_seed(0)
    model = nn.Linear(6, 3)
    trial = a_trial(optimizer=name, lr=3e-2, **settings)
    optimizer = OPTIMIZERS[name].load()(parameter_groups(model, trial), trial)
    inputs, targets = torch.randn(32, 6), torch.randn(32, 3) @ torch.eye(3)
    losses = []
    for _ in range(updates):
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, optimizer, losses


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_lowers_the_loss(name):
    _, _, losses = optimise(name)
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_decays_weights_and_spares_biases(name):
    plain, _, _ = optimise(name, updates=1, weight_decay=0)
    decayed, _, _ = optimise(name, updates=1, weight_decay=0.5)
    assert decayed.weight.norm() < plain.weight.norm()
    assert torch.equal(decayed.bias, plain.bias)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_state_survives_saving(name, tmp_path):
    _, optimizer, _ = optimise(name, updates=3)
    torch.save(optimizer.state_dict(), tmp_path / "optimizer.pt")
    saved = torch.load(tmp_path / "optimizer.pt", weights_only=True)
    _, other, _ = optimise(name, updates=0)
    other.load_state_dict(saved)
    assert str(other.state_dict()) == str(optimizer.state_dict())


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "adafactor"])
def test_adam_beta2_arrives(name):
    _, optimizer, _ = optimise(name, updates=0, adam_beta2=0.98)
    assert {group["betas"] for group in optimizer.param_groups} == {(0.9, 0.98)}


def adam_and_adamp(weight, gradient):
    steps = []
    for make in (torch.optim.Adam, AdamP):
        parameter = nn.Parameter(weight.clone())
        parameter.grad = gradient.clone()
        make([{"params": [parameter]}], lr=0.1, betas=(0.9, 0.999)).step()
        steps.append(parameter.detach() - weight)
    return steps


def test_adamp_is_adam_where_weights_are_not_scale_invariant():
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    adam, adamp = adam_and_adamp(weight, weight * 0.5)
    assert torch.allclose(adam, adamp)


def test_adamp_steps_at_a_right_angle_to_scale_invariant_weights():
    weight, gradient = torch.tensor([[3.0, 0.0, 0.0]]), torch.tensor([[0.0, 1.0, -1.0]])
    step, invariant = without_radial_part(weight, gradient, torch.tensor([[0.7, 0.2, 0.1]]))
    assert invariant
    assert torch.allclose(step, torch.tensor([[0.0, 0.2, 0.1]]))


@pytest.mark.parametrize(
    ("slope", "stepped"),
    [
        # at a right angle: a tenth of the decay, 3 - 0.1 * 0.5 * 0.1 * 3, and a step of lr sideways
        ([0.0, 2.0, 0.0], [2.985, -0.1, 0.0]),
        # along the weights: all of the decay, 3 - 0.1 * 0.5 * 3, and the step
        ([2.0, 0.0, 0.0], [2.75, 0.0, 0.0]),
    ],
)
def test_adamp_decays_scale_invariant_weights_by_a_tenth(slope, stepped):
    parameter = nn.Parameter(torch.tensor([[3.0, 0.0, 0.0]]))
    parameter.grad = torch.tensor([slope])
    group = {"params": [parameter], "weight_decay": 0.5}
    AdamP([group], lr=0.1, betas=(0.9, 0.999)).step()
    assert torch.allclose(parameter, torch.tensor([stepped]))


def test_adamp_takes_the_matrix_for_one_vector_where_its_rows_are_not_at_right_angles():
    weight = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    gradient = torch.tensor([[1.0, 0.0], [0.0, -1.0]])  # cosines 1 and -1 by row, 0 in all
    step, invariant = without_radial_part(weight, gradient, torch.tensor([[0.5, 0.1], [0.2, 0.3]]))
    assert invariant
    # the radial part is (0.5 + 0.3) / 2 of the weights
    assert torch.allclose(step, torch.tensor([[0.1, 0.1], [0.2, -0.1]]))


@pytest.mark.parametrize(("cosine", "expected"), [(0.049, True), (-0.049, True), (0.051, False)])
def test_adamps_right_angle_is_a_cosine_below_a_tenth_of_the_root_of_the_size(cosine, expected):
    weight = torch.tensor([[2.0, 0.0, 0.0, 0.0]])  # 0.1 / 4 ** 0.5 is 0.05
    gradient = torch.tensor([[cosine, (1 - cosine**2) ** 0.5, 0.0, 0.0]])
    assert without_radial_part(weight, gradient, torch.ones(1, 4))[1] is expected


def rates(name, *, updates=20, epochs=2, **settings):
    trial = a_trial(lr=1.0, lr_scheduler=name, epochs=epochs, **settings)
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=trial.lr)
    schedule = LR_SCHEDULERS[name].load()(optimizer, trial, updates=updates)
    found = []
    for _ in range(updates):
        found.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return [*found, schedule.get_last_lr()[0]]


@pytest.mark.parametrize("name", LR_SCHEDULERS)
def test_schedule_warms_up_peaks_at_lr_and_ends_at_zero(name):
    found = rates(name, warmup_ratio=0.2)
    assert found[:5] == pytest.approx([0, 0.25, 0.5, 0.75, 1.0])
    assert max(found) == 1.0
    assert found[-1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("name", LR_SCHEDULERS)
def test_schedule_without_warm_up_begins_at_lr(name):
    assert rates(name, warmup_ratio=0)[0] == 1.0


def test_restarts_begin_anew_each_epoch():
    found = rates("cosine_with_restarts", warmup_ratio=0)
    assert found[10] == pytest.approx(1.0)
    assert found[9] < 0.05
    assert sorted(rates("cosine", warmup_ratio=0), reverse=True) == rates("cosine", warmup_ratio=0)


def test_restarts_fall_on_the_ends_of_epochs_whatever_the_warm_up():
    found = rates("cosine_with_restarts", updates=300, epochs=3, warmup_ratio=0.1)
    restarts = [at for at in range(31, 300) if found[at] > found[at - 1]]
    assert restarts == [100, 200]
    assert found[100] == found[200] == 1.0
    assert found[65] == pytest.approx(0.5)  # halfway from the warm-up's end to the epoch's
    assert found[150] == found[250] == pytest.approx(0.5)


def test_a_warm_up_longer_than_an_epoch_ends_in_a_later_one():
    found = rates("cosine_with_restarts", updates=30, epochs=3, warmup_ratio=0.5)
    assert found[10] == pytest.approx(10 / 15)
    assert found[15] == found[20] == 1.0


def test_restarts_of_one_epoch_are_the_cosine():
    one_epoch = {"epochs": 1, "warmup_ratio": 0.1}
    restarts, cosine = (rates(name, **one_epoch) for name in ("cosine_with_restarts", "cosine"))
    assert restarts == pytest.approx(cosine)


def test_restarts_survive_saving(tmp_path):
    trial = a_trial(lr=1.0, lr_scheduler="cosine_with_restarts", epochs=2)
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=trial.lr)
    schedule = LR_SCHEDULERS["cosine_with_restarts"].load()(optimizer, trial, updates=20)
    torch.save(schedule.state_dict(), tmp_path / "scheduler.pt")
    schedule.load_state_dict(torch.load(tmp_path / "scheduler.pt", weights_only=True))
    assert schedule.get_last_lr() == [0.0]
