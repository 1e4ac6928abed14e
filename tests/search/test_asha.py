"""Asha: rungs, cutoffs, and the same verdicts as Ray's own scheduler."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsearch.config.schedulers import Asha as AshaSettings
from relsearch.search.asha import Asha, rung_points


def make(grace=1, reduction=3, longest=9):
    return Asha(AshaSettings(grace=grace, reduction=reduction), longest=longest)


def test_rungs_lie_at_powers_of_the_reduction_below_the_longest_schedule():
    assert list(rung_points(1, 3, 9)) == [1, 3]
    assert list(rung_points(1, 2, 5)) == [1, 2, 4]


def test_the_first_trial_at_a_rung_goes_on():
    assert make().keeps(0, 1, 10.0)


def test_a_trial_outside_the_best_third_is_stopped():
    asha = make()
    for number, score in enumerate((50.0, 60.0, 70.0)):
        asha.keeps(number, 1, score)
    assert not asha.keeps(3, 1, 55.0)
    assert asha.keeps(4, 1, 80.0)


def test_nothing_is_stopped_before_grace():
    asha = make(grace=2)
    asha.keeps(0, 2, 90.0)
    assert asha.keeps(1, 1, 0.0)


def test_nothing_is_stopped_between_rungs():
    asha = make()
    for number in range(3):
        asha.keeps(number, 1, 50.0)
    asha.keeps(0, 3, 99.0)
    assert asha.keeps(1, 2, 50.0)


def test_an_evaluation_a_rounding_error_short_of_the_rung_counts_there():
    asha = make()
    asha.keeps(0, 1, 90.0)
    assert not asha.keeps(1, 1 - 1e-9, 10.0)


def test_a_trial_is_judged_once_a_rung():
    asha = make()
    asha.keeps(0, 1, 90.0)
    assert not asha.keeps(1, 1, 10.0)
    assert asha.keeps(1, 1.5, 10.0)


@pytest.mark.parametrize("seed", range(5))
def test_verdicts_equal_those_of_rays_scheduler(seed):
    from ray.tune.schedulers.async_hyperband import _Bracket

    bracket = _Bracket(1, 26, 3, 0)  # ours has no rung at the very end
    asha = make(longest=26)
    draw = random.Random(seed)
    for number in range(60):
        for epoch in range(1, 27):
            score = draw.random()
            stops = bracket.on_result(_trial(number), epoch, score) == "STOP"
            assert asha.keeps(number, epoch, score) == (not stops)
            if stops:
                break


def _trial(number):
    class Trial:
        trial_id = str(number)

    return Trial


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_the_best_score_at_a_rung_always_goes_on(scores):
    asha = make()
    for number, score in enumerate(scores):
        kept = asha.keeps(number, 1, score)
        assert kept or score < max(scores[: number + 1])
