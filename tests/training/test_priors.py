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


CENTRES = np.array([-1.5, 0.0, 1.5])


def answered(shares, *, believed, rows=20_000, seed=0):
    """Draw gold labels by their shares, and what a model says that believes in others."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, size=rows, p=shares)
    feature = generator.normal(CENTRES[gold], 1.0)
    likelihood = np.exp(-0.5 * (feature[:, None] - CENTRES) ** 2)
    probabilities = likelihood * np.array(believed)
    return gold, probabilities / probabilities.sum(axis=1, keepdims=True)


def estimated(source, target, *, believed):
    gold, answers = answered(source, believed=believed, seed=1)
    _, unlabelled = answered(target, believed=believed)
    prior = prior_of([LABELS[one] for one in gold])
    found = estimate_prior(prior, answers, unlabelled, labels=LABELS)
    assert sum(found.values()) == pytest.approx(1)
    return np.array(list(found.values())), unlabelled.mean(axis=0)


def test_em_comes_nearer_to_the_shifted_shares_than_the_models_average():
    source, target = (0.3, 0.4, 0.3), (0.7, 0.2, 0.1)
    found, averaged = estimated(source, target, believed=source)
    assert np.abs(found - target).max() < 0.08
    assert np.abs(averaged - target).max() > 0.1


def test_em_takes_a_model_that_errs_on_labelled_rows_to_err_alike_on_the_others():
    source, target = (0.3, 0.4, 0.3), (0.6, 0.25, 0.15)
    found, averaged = estimated(source, target, believed=(0.1, 0.5, 0.4))
    assert np.abs(found - target).max() < 0.1
    assert np.abs(averaged - target).max() > 0.2


def test_em_of_rows_without_a_shift_finds_none():
    source = (0.3, 0.4, 0.3)
    found, _ = estimated(source, source, believed=(0.1, 0.5, 0.4))
    assert np.abs(found - source).max() < 0.02


def test_em_of_a_model_that_knows_nothing_stays_at_the_labelled_shares():
    generator = np.random.default_rng(0)
    answers, unlabelled = (generator.dirichlet((300, 400, 300), size=4000) for _ in range(2))
    prior = {"no_relation": 0.3, "a": 0.4, "b": 0.3}
    found = estimate_prior(prior, answers, unlabelled, labels=LABELS)
    assert found == pytest.approx(prior, abs=0.03)


def test_em_gives_nothing_to_a_label_that_labelled_rows_lack():
    answers = np.array([[0.5, 0.2, 0.3], [0.2, 0.5, 0.3]])
    found = estimate_prior({"no_relation": 0.5, "a": 0.5}, answers, answers, labels=LABELS)
    assert found == pytest.approx({"no_relation": 0.5, "a": 0.5, "b": 0.0})
