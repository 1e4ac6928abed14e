"""What a trial asks for reaches what is trained: its trainer is caught as it begins to train."""

from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from math import cos, pi

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers.optimization import Adafactor

from relsearch.training import run as run_module
from relsearch.training.adamp import AdamP
from relsearch.training.run import fine_tune
from relsearch.training.trainer import RelationTrainer, rdrop_loss


class Caught(Exception):
    """Carries the trainer that was about to train."""


@pytest.fixture(scope="module")
def few(corpus):
    """Nine rows, of which one label has six, one two and one a single one."""
    rows = [*corpus.train[0:18:3], *corpus.train[1:6:3], corpus.train[2]]
    return replace(corpus, train=tuple(rows), dev=(), select=(), test=())


@pytest.fixture
def trainer_of(trial, few, cache_dir, tmp_path, monkeypatch):
    """Return a function that gives the trainer of the trial with some settings changed."""

    def catch(trainer, **options):
        raise Caught(trainer)

    def trainer(**settings):
        changed = trial.model_copy(update=settings)
        with monkeypatch.context() as patch, pytest.raises(Caught) as caught:
            patch.setattr(RelationTrainer, "train", catch)
            patch.setattr(run_module, "clean_process", lambda threads: nullcontext())  # slow
            fine_tune(changed, few, folder=tmp_path / "run", cache_dir=cache_dir)
        (found,) = caught.value.args
        with torch.no_grad():
            found.model.head.classifier[-1].weight *= 30  # new, it says nearly the same of all rows
        return found

    return trainer


def batch_of(trainer, rows=range(9)):
    return trainer.rows[list(rows)]


def loss_of(trainer, rows=range(9), **options):
    return trainer.compute_loss(trainer.model, batch_of(trainer, rows), **options)


def calls_of(trainer, kind):
    """Return the modules of a kind that one step of training goes through."""
    called = []
    for module in trainer.model.modules():
        if isinstance(module, kind):
            module.register_forward_hook(lambda module, *_: called.append(module))
    trainer.model.train()
    loss_of(trainer)
    return called


@pytest.mark.parametrize(
    ("name", "kind"), [("adamw", torch.optim.AdamW), ("adamp", AdamP), ("adafactor", Adafactor)]
)
def test_the_optimizer_is_the_trials_with_its_settings(trainer_of, name, kind):
    settings = {"weight_decay": 0.3, "adam_beta2": 0.9, "layer_decay": 0.5, "head_lr_mult": 3}
    optimizer = trainer_of(optimizer=name, lr=1e-4, **settings).create_optimizer()
    assert type(optimizer) is kind
    assert {group["weight_decay"] for group in optimizer.param_groups} == {0.3, 0.0}
    assert {round(group["lr"] * 1e4, 6) for group in optimizer.param_groups} == {0.25, 0.5, 1, 3}
    if name != "adafactor":
        assert {group["betas"] for group in optimizer.param_groups} == {(0.9, 0.9)}


@pytest.mark.parametrize(
    ("name", "share"),
    [("linear", 1 / 4), ("cosine", (1 + cos(0.75 * pi)) / 2), ("cosine_with_restarts", 1 / 2)],
)
def test_the_schedule_is_the_trials_with_its_warm_up(trainer_of, name, share):
    # update 75 of 100 in two epochs; a warm-up of one update at most changes little
    trainer = trainer_of(lr_scheduler=name, warmup_ratio=0.0)
    trainer.create_optimizer()
    (of_lr, *_) = trainer.create_scheduler(100).lr_lambdas
    assert of_lr(75) == pytest.approx(share)
    trainer.trial = trainer.trial.model_copy(update={"warmup_ratio": 0.2})
    assert trainer.create_scheduler(100).lr_lambdas[0](10) == pytest.approx(0.5)


def plain_rows(logits, labels):
    return cross_entropy(logits, labels, reduction="none")


def smoothed(logits, labels, counts):
    return cross_entropy(logits, labels, label_smoothing=0.2)


def focal(logits, labels, counts):
    gold = logits.softmax(-1)[range(len(labels)), labels]
    return ((1 - gold) ** 0.7 * plain_rows(logits, labels)).mean()


def margined(logits, labels, counts):
    least = min(counts)
    margin = torch.tensor([0.5 * (least / count) ** 0.25 for count in counts])
    return cross_entropy(logits - nn.functional.one_hot(labels, 3) * margin, labels)


def balanced(logits, labels, counts):
    weights = torch.tensor([9 / 3 / count for count in counts])
    return (weights[labels] * plain_rows(logits, labels)).mean()


@pytest.mark.parametrize(
    ("settings", "by_hand"),
    [
        ({"label_smoothing": 0.2}, smoothed),
        ({"loss": "focal", "focal_gamma": 0.7}, focal),
        ({"loss": "ldam"}, margined),
        ({"class_weights": "balanced"}, balanced),
    ],
)
def test_the_loss_is_the_trials_with_its_options_and_the_counts_by_label(
    trainer_of, few, settings, by_hand
):
    trainer = trainer_of(**settings)
    trainer.model.eval()
    batch = batch_of(trainer)
    labels = batch.pop("labels")
    assert [few.labels[one] for one in labels] == [example.label for example in few.train]
    counted = Counter(example.label for example in few.train)
    logits = trainer.model(**batch).logits
    expected = by_hand(logits, labels, [counted[one] for one in few.labels]).item()
    assert loss_of(trainer).item() == pytest.approx(expected, abs=1e-4)
    assert abs(expected - cross_entropy(logits, labels).item()) > 0.01


@pytest.mark.parametrize("weight", [0.5, 4.0])
def test_rdrop_weighs_two_passes_as_the_trial_says(trainer_of, weight):
    trainer = trainer_of(rdrop=weight, hidden_dropout=0.5)
    trainer.model.train()
    batch = batch_of(trainer)
    labels = batch.pop("labels")
    expected = []
    for other in (weight, 0.0):
        torch.manual_seed(1)
        one = rdrop_loss(trainer.model, dict(batch), labels, loss=trainer.loss, weight=other)
        expected.append(one.item())
    torch.manual_seed(1)
    assert loss_of(trainer).item() == pytest.approx(expected[0])
    assert expected[0] > expected[1] + 0.01


@pytest.mark.parametrize(
    "settings",
    [{}, {"class_weights": "balanced"}, {"loss": "focal", "label_smoothing": 0.1}, {"rdrop": 1.0}],
    ids=str,
)
def test_a_micro_batch_has_its_share_of_the_updates_loss(trainer_of, settings):
    trainer = trainer_of(**settings)
    trainer.model.eval()
    parts = [loss_of(trainer, rows, num_items_in_batch=9) for rows in (range(5), range(5, 9))]
    assert sum(parts).item() == pytest.approx(loss_of(trainer).item(), abs=1e-4)


class TwoPasses(nn.Module):
    """Rows of logits times a weight; those of the second pass come out otherwise."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3))

    def forward(self, rows):
        first, second = rows.chunk(2)
        logits = torch.cat([first, second.flip(-1)]) * self.weight
        return type("Output", (), {"logits": logits})


def test_gradient_of_rdrop_is_that_of_its_parts():
    rows = torch.randn(8, 3, generator=torch.Generator().manual_seed(1))
    labels = torch.tensor([0, 0, 0, 0, 0, 0, 1, 2])
    gradients = []
    for size in (8, 2):
        model = TwoPasses()
        for part, gold in zip(rows.split(size), labels.split(size), strict=True):
            loss = rdrop_loss(model, {"rows": part}, gold, loss=nn.CrossEntropyLoss(), weight=2.0)
            (loss * size / 8).backward()
        gradients.append(model.weight.grad)
    torch.testing.assert_close(*gradients)


@pytest.mark.parametrize("clip", [0.01, 0.0])
def test_gradients_are_clipped_to_the_trials_norm(
    trial, few, cache_dir, tmp_path, monkeypatch, clip
):
    made, create = [], RelationTrainer.create_optimizer
    monkeypatch.setattr(
        RelationTrainer, "create_optimizer", lambda self, *_: made.append(create(self)) or made[0]
    )
    one_update = {"epochs": 1, "batch_size": 9, "clip": clip}
    fine_tune(
        trial.model_copy(update=one_update), few, folder=tmp_path / "run", cache_dir=cache_dir
    )
    # Adam's first mean is a tenth of the gradient
    means = [state["exp_avg"].flatten() for state in made[0].state.values()]
    norm = 10 * torch.cat(means).norm().item()
    assert norm == pytest.approx(0.01, rel=0.01) if clip else norm > 0.1


@pytest.mark.parametrize(
    ("settings", "kind", "calls"),
    [
        ({"head_norm": "layer"}, nn.LayerNorm, 1),
        ({"head_norm": "batch"}, nn.BatchNorm1d, 1),
        ({"head_activation": "gelu"}, nn.GELU, 1),
        ({"head_layers": 2}, nn.GRU, 4),  # each way
        ({"head": "bilstm"}, nn.LSTM, 2),
        ({"head": "rbert", "head_type_embedding": True}, nn.Embedding, 1),
    ],
    ids=str,
)
def test_head_options_are_part_of_what_runs(trainer_of, settings, kind, calls):
    trainer = trainer_of(**settings)
    inside = {*trainer.model.head.modules()}
    assert sum(module in inside for module in calls_of(trainer, kind)) == calls


def test_dropouts_are_the_trials(trainer_of):
    trainer = trainer_of(head_dropout=0.35, hidden_dropout=0.25, attention_dropout=0.15)
    inside = {*trainer.model.head.modules()}
    dropouts = calls_of(trainer, nn.Dropout)
    assert {module.p for module in dropouts if module in inside} == {0.35}
    assert 0.25 in {module.p for module in dropouts if module not in inside}
    config = trainer.model.encoder.config
    assert (config.hidden_dropout_prob, config.attention_probs_dropout_prob) == (0.25, 0.15)


def test_encoder_layers_are_as_many_as_the_trial_says(trainer_of):
    trainer = trainer_of(encoder_layers=1)
    layers = [*trainer.model.encoder.encoder.layer]
    assert len(layers) == 1
    assert calls_of(trainer, type(layers[0])) == layers


def test_frozen_layers_are_not_among_what_is_trained(trainer_of):
    trainer = trainer_of(frozen_layers=1)
    groups = trainer.create_optimizer().param_groups
    trained = {id(parameter) for group in groups for parameter in group["params"]}
    lower, upper = trainer.model.encoder.encoder.layer
    frozen = [*lower.parameters(), *trainer.model.encoder.embeddings.parameters()]
    assert not any(id(parameter) in trained for parameter in frozen)
    assert all(id(parameter) in trained for parameter in upper.parameters())
    assert all(id(parameter) in trained for parameter in trainer.model.head.parameters())


def test_an_update_has_batch_size_times_accumulation_rows(trainer_of):
    trainer = trainer_of(batch_size=2, accumulation=3)
    sizes = [len(batch["labels"]) for batch in trainer.get_train_dataloader()]
    assert sizes == [2, 2, 2, 1, 1, 1]
    assert trainer.args.gradient_accumulation_steps == 3
