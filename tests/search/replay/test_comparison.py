"""Comparison: means, intervals and the work to match the yardstick."""

import numpy as np
import pytest

from relsearch.search.replay.comparison import _match, compare, estimate
from relsearch.search.replay.searches import by_strategy, over, with_search
from relsearch.search.replay.simulation import Moment, Outcome
from tests.search.replay.made import make_curves


def outcome(*scores):
    return Outcome(
        tuple(Moment(10.0 * at, 10.0 * at, one, one) for at, one in enumerate(scores, start=1))
    )


def test_an_interval_holds_the_mean_and_narrows_with_the_repeats():
    draw = np.random.default_rng(0)
    few, many = (estimate(draw.normal(50, 5, size=n).tolist()) for n in (10, 1000))
    assert few.low < few.mean < few.high
    assert many.high - many.low < few.high - few.low


def test_match_is_the_work_until_the_mean_best_score_is_the_target():
    outcomes = [outcome(10.0, 40.0, 40.0), outcome(10.0, 20.0, 60.0)]
    assert _match(outcomes, 30.0).mean == 20.0
    assert _match(outcomes, 50.0).mean == 30.0


def test_a_target_that_is_not_reached_is_matched_never():
    found = _match([outcome(10.0), outcome(20.0)], 30.0)
    assert f"{found:.0f}" == "never"


def test_the_first_search_is_the_yardstick():
    curves = make_curves()
    searches = {
        name: with_search(by_strategy(over(curves.space), name), trials=6)
        for name in ("random", "random+asha")
    }
    random, asha = compare(searches, curves, repeats=3, workers=2)
    assert random.match.mean <= random.seconds.mean * 1.5
    assert asha.seconds.mean < random.seconds.mean
    assert random.dev.mean == pytest.approx(random.held_out.mean + 1)
