"""Losses against values worked out by hand."""

from inspect import signature
from math import exp, log

import pytest
import torch
from torch.nn.functional import cross_entropy

from relsearch.errors import ConfigError
from relsearch.model.losses import LOSSES
from relsearch.model.losses.build import build_loss
from relsearch.model.losses.cross_entropy import CrossEntropy
from relsearch.model.losses.focal import Focal
from relsearch.model.losses.ldam import LDAM, margins
from relsearch.model.losses.rdrop import symmetric_kl
from relsearch.model.losses.weights import class_weights

# Softmax probabilities (3/4, 1/4) and (1/5, 4/5); the gold labels' are 3/4 and 1/5.
LOGITS = torch.tensor([[log(3), 0.0], [0.0, log(4)]])
LABELS = torch.tensor([0, 0])
COUNTS = [3, 1]
BATCH = torch.randn(8, 5, generator=torch.Generator().manual_seed(1))
GOLD = torch.tensor([0, 1, 2, 3, 4, 0, 1, 2])


def approx(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("name", LOSSES)
def test_row_names_the_options_that_the_implementation_takes(name: str) -> None:
    first, *options = signature(LOSSES[name].load()).parameters
    assert (first, tuple(options)) == ("label_counts", LOSSES[name].options)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_falls_as_the_gold_logit_rises(name: str) -> None:
    loss = build_loss(name, label_counts=COUNTS, options={})
    assert loss(LOGITS + torch.tensor([1.0, 0.0]), LABELS) < loss(LOGITS, LABELS)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_of_sixteen_bit_logits_is_computed_in_thirty_two(name: str) -> None:
    loss = build_loss(name, label_counts=COUNTS, options={"class_weights": "balanced"})
    assert loss(LOGITS.bfloat16(), LABELS).dtype == torch.float32


def test_cross_entropy_by_hand() -> None:
    expected = (-log(3 / 4) - log(1 / 5)) / 2
    assert CrossEntropy(COUNTS)(LOGITS, LABELS).item() == approx(expected)


def test_label_smoothing_by_hand() -> None:
    # a tenth of the gold label's weight goes to both labels alike: 0.95 and 0.05
    first = -0.95 * log(3 / 4) - 0.05 * log(1 / 4)
    second = -0.95 * log(1 / 5) - 0.05 * log(4 / 5)
    loss = CrossEntropy(COUNTS, label_smoothing=0.1)
    assert loss(LOGITS, LABELS).item() == approx((first + second) / 2)


def test_smoothing_0_is_plain_cross_entropy() -> None:
    loss = CrossEntropy([2] * 5, label_smoothing=0.0)
    torch.testing.assert_close(loss(BATCH, GOLD), cross_entropy(BATCH, GOLD))


def test_balanced_weights_give_every_present_label_the_same_weight() -> None:
    weights = class_weights("balanced", [6, 2, 0, 1])
    assert weights is not None
    assert (weights * torch.tensor([6, 2, 0, 1])).tolist() == [3, 3, 0, 3]
    assert weights[2] == 1  # no row to weigh


def test_no_weights_by_default() -> None:
    assert class_weights("none", COUNTS) is None


def test_balanced_cross_entropy_by_hand() -> None:
    # counts 3 and 1 of 4 rows: weights 2/3 and 2; a mean over the rows
    labels = torch.tensor([0, 1])
    expected = (-2 / 3 * log(3 / 4) - 2 * log(4 / 5)) / 2
    loss = CrossEntropy(COUNTS, class_weights="balanced")
    assert loss(LOGITS, labels).item() == approx(expected)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", LOSSES)
def test_weights_of_mean_1_over_the_training_rows_keep_the_size_of_the_loss(
    name: str, smoothing: float
) -> None:
    # logits that say the same of every label: each row's loss is alike but for its weight
    labels = torch.tensor([0] * 100 + [1] * 10 + [2] * 2)
    options = {"class_weights": "balanced", "label_smoothing": smoothing, "focal_gamma": 1.0}
    counts = [100, 10, 2]
    weighted = build_loss(name, label_counts=counts, options=options)
    plain = build_loss(name, label_counts=counts, options={**options, "class_weights": "none"})
    if name == "ldam":
        for loss in (weighted, plain):
            loss.margins.zero_()  # type: ignore[operator, union-attr]
    logits = torch.zeros(len(labels), 3)
    torch.testing.assert_close(weighted(logits, labels), plain(logits, labels))


@pytest.mark.parametrize("weights", ["none", "balanced"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("name", LOSSES)
def test_gradient_of_a_batch_is_that_of_its_parts(
    name: str, smoothing: float, weights: str
) -> None:
    labels = torch.tensor([0, 0, 0, 0, 0, 0, 1, 2])
    options = {"class_weights": weights, "label_smoothing": smoothing}
    loss = build_loss(name, label_counts=[100, 10, 2], options=options)
    whole, parts = (BATCH[:, :3].clone().requires_grad_() for _ in range(2))
    loss(whole, labels).backward()
    for rows in torch.arange(8).split(2):
        (loss(parts[rows], labels[rows]) * 2 / 8).backward()
    torch.testing.assert_close(whole.grad, parts.grad)


def test_focal_by_hand() -> None:
    # (1 - p)^2 is 1/16 and 16/25
    expected = (-log(3 / 4) / 16 - log(1 / 5) * 16 / 25) / 2
    assert Focal(COUNTS, focal_gamma=2.0)(LOGITS, LABELS).item() == approx(expected)


def test_focal_factor_applies_to_each_row_and_not_to_the_averaged_loss() -> None:
    mean = cross_entropy(LOGITS, LABELS)
    of_the_mean = (1 - exp(-mean.item())) ** 2 * mean.item()
    assert Focal(COUNTS, focal_gamma=2.0)(LOGITS, LABELS).item() != approx(of_the_mean)


@pytest.mark.parametrize("weights", ["none", "balanced"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_focal_of_gamma_0_is_cross_entropy(weights: str, smoothing: float) -> None:
    options = {"label_smoothing": smoothing, "class_weights": weights}
    counts = [5, 4, 3, 2, 1]
    focal = Focal(counts, focal_gamma=0.0, **options)  # type: ignore[arg-type]
    plain = CrossEntropy(counts, **options)  # type: ignore[arg-type]
    torch.testing.assert_close(focal(BATCH, GOLD), plain(BATCH, GOLD))


def test_focal_gradient_is_finite_where_a_row_is_learnt_by_heart() -> None:
    logits = torch.tensor([[100.0, 0.0]], requires_grad=True)
    Focal(COUNTS, focal_gamma=0.5)(logits, torch.tensor([0])).backward()
    assert logits.grad is not None and logits.grad.isfinite().all()


def test_margins_fall_with_the_fourth_root_of_the_rows() -> None:
    assert margins([16, 1, 81]).tolist() == pytest.approx([0.25, 0.5, 0.5 / 3])


def test_ldam_by_hand() -> None:
    # the gold logit log(3) less its margin 1/4, against 0
    loss = LDAM([16, 1])(LOGITS[:1], LABELS[:1])
    assert loss.item() == approx(log(1 + exp(0.25) / 3))


def test_symmetric_kl_by_hand() -> None:
    # p = (3/4, 1/4), q = (1/2, 1/2)
    p, q = LOGITS[:1], torch.zeros(1, 2)
    there = 0.75 * log(0.75 / 0.5) + 0.25 * log(0.25 / 0.5)
    back = 0.5 * log(0.5 / 0.75) + 0.5 * log(0.5 / 0.25)
    assert symmetric_kl(p, q).item() == approx((there + back) / 2)
    assert symmetric_kl(q, p).item() == approx((there + back) / 2)


def test_symmetric_kl_is_a_mean_over_rows() -> None:
    p, q = LOGITS[:1], torch.zeros(1, 2)
    twice = symmetric_kl(p.repeat(2, 1), q.repeat(2, 1))
    torch.testing.assert_close(twice, symmetric_kl(p, q))


def test_rdrop_on_the_same_logits_twice_is_0_and_under_dropout_is_not() -> None:
    torch.manual_seed(0)
    dropout = torch.nn.Dropout(0.5)
    assert symmetric_kl(BATCH, BATCH).item() == approx(0.0)
    assert symmetric_kl(dropout(BATCH), dropout(BATCH)) > 0.01


def test_unknown_loss_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'focal'"):
        build_loss("focl", label_counts=COUNTS, options={})
