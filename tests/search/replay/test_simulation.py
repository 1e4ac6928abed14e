"""simulate: the desk over curves, with a clock of its own."""

import pytest

from relsearch.search.replay.searches import by_strategy, over, with_search
from relsearch.search.replay.simulation import simulate
from tests.search.replay.made import make_curves

CURVES = make_curves()


def run(strategy, *, trials=12, workers=2, **search):
    config = with_search(by_strategy(over(CURVES.space), strategy), trials=trials, **search)
    return simulate(config, CURVES, workers=workers)


def test_work_is_what_the_runs_took_and_the_clock_shares_it_among_workers():
    alone, shared = run("random", workers=1).last, run("random", workers=4).last
    assert alone.seconds == alone.clock
    assert shared.seconds == alone.seconds
    assert alone.seconds / 4 <= shared.clock < alone.seconds


def test_the_best_dev_score_never_falls_and_carries_its_held_out_score():
    moments = run("random").moments
    best = [moment.dev for moment in moments]
    assert best == sorted(best)
    assert all(moment.held_out == moment.dev - 1 for moment in moments)


def test_a_pruned_trial_costs_no_more_than_it_ran():
    assert run("random+asha").last.seconds < run("random").last.seconds


def test_the_same_seed_is_the_same_search():
    assert run("tpe+asha", seed=1) == run("tpe+asha", seed=1) != run("tpe+asha", seed=2)


@pytest.mark.parametrize("strategy", ["tpe", "gp", "tpe+asha-share", "tpe+hyperband", "tpe+median"])
def test_every_usual_search_runs_to_its_end(strategy):
    outcome = run(strategy, trials=4)
    assert outcome.last.dev > 0
