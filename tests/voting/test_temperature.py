"""Temperature scaling: fitted on gold labels, applied to probabilities."""

import numpy as np
import pytest

from relsearch.voting.temperature import fit_temperature, scaled


@pytest.fixture
def honest():
    """Probabilities that are right as often as they say, and labels drawn from them."""
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet([1, 1, 1], size=4000)
    gold = np.array([generator.choice(3, p=row) for row in probabilities])
    return probabilities, gold


def test_a_member_that_is_as_right_as_it_says_is_left_alone(honest):
    assert fit_temperature(*honest) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_the_temperature_that_a_member_was_heated_by_is_found(honest, temperature):
    probabilities, gold = honest
    heated = scaled(probabilities, 1 / temperature)
    assert fit_temperature(heated, gold) == pytest.approx(temperature, rel=0.06)


def test_scaling_keeps_labels_and_sums(honest):
    probabilities, _ = honest
    cooled = scaled(probabilities, 3.0)
    assert (cooled.argmax(axis=1) == probabilities.argmax(axis=1)).all()
    np.testing.assert_allclose(cooled.sum(axis=1), 1)
    assert cooled.max() < probabilities.max()


def test_a_probability_of_zero_can_be_scaled():
    assert np.isfinite(scaled(np.array([[1.0, 0.0]]), 2.0)).all()
