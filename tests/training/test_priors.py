import numpy as np
import pytest

from relsearch.errors import DataError
from relsearch.training.metrics import score
from relsearch.training.priors import estimate_prior, prior_of, prior_weighted_micro_f1

LABELS = ("no_relation", "a", "b")
GOLD = ["no_relation"] * 2 + ["a"] * 2
PREDICTED = np.eye(3)[[0, 1, 1, 1]]


def weighted(prior, gold=GOLD, probabilities=PREDICTED):
    return prior_weighted_micro_f1(
        gold, probabilities, labels=LABELS, no_relation="no_relation", prior=prior
    )


def test_prior_of_the_rows_themselves_changes_nothing():
    plain = score(GOLD, PREDICTED, labels=LABELS, no_relation="no_relation").micro_f1
    assert weighted(prior_of(GOLD)) == pytest.approx(plain)


def test_more_no_relation_in_the_target_weighs_false_alarms_more():
    # Shares 0.75 and 0.25: each no_relation row weighs 1.5, each "a" row 0.5. Hits 1.0,
    # claims 1.5 + 1.0, relations there 1.0.
    assert weighted({"no_relation": 0.75, "a": 0.25}) == pytest.approx(100 * 2 / (2.5 + 1.0))


def test_weighting_equals_repeating_rows():
    repeated = GOLD + ["no_relation"] * 4
    probabilities = np.vstack([PREDICTED, np.eye(3)[[0, 1, 0, 1]]])
    plain = score(repeated, probabilities, labels=LABELS, no_relation="no_relation").micro_f1
    assert weighted({"no_relation": 0.75, "a": 0.25}) == pytest.approx(plain)


def test_unknown_label_in_the_prior_is_named():
    with pytest.raises(DataError, match="unknown label 'no_relations'; did you mean"):
        weighted({"no_relations": 1.0})


def test_prior_without_weight_on_these_rows_is_refused():
    with pytest.raises(DataError, match="no weight"):
        weighted({"b": 1.0})


def test_em_finds_the_shifted_prior_of_calibrated_predictions():
    generator = np.random.default_rng(0)
    train, target = np.array([0.3, 0.4, 0.3]), np.array([0.7, 0.2, 0.1])
    gold = generator.choice(3, size=4000, p=target)
    feature = generator.normal(np.array([-1.5, 0.0, 1.5])[gold], 1.0)
    likelihood = np.exp(-0.5 * (feature[:, None] - np.array([-1.5, 0.0, 1.5])) ** 2)
    probabilities = likelihood * train
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    found = estimate_prior(dict(zip(LABELS, train, strict=True)), probabilities, labels=LABELS)
    assert np.abs(np.array(list(found.values())) - target).max() < 0.03
    assert np.abs(probabilities.mean(axis=0) - target).max() > 0.1  # what plain averaging gives


def test_em_gives_nothing_to_a_label_that_training_rows_lack():
    probabilities = np.array([[0.5, 0.2, 0.3], [0.2, 0.5, 0.3]])
    found = estimate_prior({"no_relation": 0.5, "a": 0.5}, probabilities, labels=LABELS)
    assert found["b"] == 0
    assert sum(found.values()) == pytest.approx(1)
