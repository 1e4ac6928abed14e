"""em and bbse: how near they come to the shares of labels that a model was not trained on."""

import numpy as np
import pytest

from relsearch.data.target import ESTIMATORS
from relsearch.training.estimates import ESTIMATES, estimate_prior

LABELS = ("no_relation", "a", "b")
CENTRES = np.array([-1.5, 0.0, 1.5])
SOURCE = (0.3, 0.4, 0.3)

each = pytest.mark.parametrize("estimator", ESTIMATORS)


def answered(shares, *, believed, sureness=1.0, rows=20_000, seed=0):
    """Draw gold labels by their shares, and what a model says that believes in others."""
    generator = np.random.default_rng(seed)
    gold = generator.choice(3, size=rows, p=shares)
    feature = generator.normal(CENTRES[gold], 1.0)
    likelihood = np.exp(-0.5 * (feature[:, None] - CENTRES) ** 2)
    probabilities = (likelihood * np.array(believed)) ** sureness
    return gold, probabilities / probabilities.sum(axis=1, keepdims=True)


def estimated(estimator, source, target, **model):
    gold, answers = answered(source, seed=1, **model)
    _, unlabelled = answered(target, **model)
    gold = [LABELS[one] for one in gold]
    found = estimate_prior(estimator, gold, answers, unlabelled, labels=LABELS)
    assert sum(found.values()) == pytest.approx(1)
    return np.array(list(found.values())), unlabelled.mean(axis=0)


def test_every_estimator_that_a_search_file_may_name_has_its_function():
    assert tuple(ESTIMATES) == ESTIMATORS


@pytest.mark.parametrize(("estimator", "bound"), [("em", 0.08), ("bbse", 0.1)])
def test_it_comes_nearer_to_the_shifted_shares_than_the_models_average(estimator, bound):
    target = (0.7, 0.2, 0.1)
    found, averaged = estimated(estimator, SOURCE, target, believed=SOURCE)
    assert np.abs(found - target).max() < bound
    assert np.abs(averaged - target).max() > 0.1


@each
def test_a_model_that_errs_on_labelled_rows_is_taken_to_err_alike_on_the_others(estimator):
    target = (0.6, 0.25, 0.15)
    found, averaged = estimated(estimator, SOURCE, target, believed=(0.1, 0.5, 0.4))
    assert np.abs(found - target).max() < 0.1
    assert np.abs(averaged - target).max() > 0.2


def test_bbse_is_not_led_astray_by_a_model_that_is_surer_than_it_is_right():
    target, model = (0.7, 0.2, 0.1), {"believed": SOURCE, "sureness": 8.0}
    away = {
        estimator: np.abs(estimated(estimator, SOURCE, target, **model)[0] - target).max()
        for estimator in ESTIMATORS
    }
    assert away["bbse"] < 0.06
    assert away["em"] > 2 * away["bbse"]


@each
def test_rows_without_a_shift_have_none(estimator):
    found, _ = estimated(estimator, SOURCE, SOURCE, believed=(0.1, 0.5, 0.4))
    assert np.abs(found - SOURCE).max() < 0.02


@each
def test_a_model_that_knows_nothing_leaves_the_labelled_shares(estimator):
    generator = np.random.default_rng(0)
    answers, unlabelled = (generator.dirichlet((300, 400, 300), size=4000) for _ in range(2))
    gold = generator.permutation([*["no_relation"] * 1200, *["a"] * 1600, *["b"] * 1200])
    found = estimate_prior(estimator, gold.tolist(), answers, unlabelled, labels=LABELS)
    assert list(found.values()) == pytest.approx(SOURCE, abs=0.03)


@each
def test_a_label_that_labelled_rows_lack_gets_nothing(estimator):
    answers = np.array([[0.5, 0.2, 0.3], [0.2, 0.5, 0.3]])
    found = estimate_prior(estimator, ["no_relation", "a"], answers, answers, labels=LABELS)
    assert found == pytest.approx({"no_relation": 0.5, "a": 0.5, "b": 0.0})
