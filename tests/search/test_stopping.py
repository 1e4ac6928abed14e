"""Stopping: the rule compares what a trial may still gain with the noise of its score."""

import numpy as np

from relsearch.config import Choice, Range, parse_study
from relsearch.search.stopping import FEWEST_TRIALS, StopRule
from relsearch.study import Record
from tests.search.test_pruning import evaluation

SPACE = {
    "lr": Range(low=1e-5, high=1e-3, log=True),
    "head": Choice(choices=("base", "bigru")),
    "head_norm": Choice(choices=("none", "layer"), when={"head": ("bigru",)}),
}
FIXED = {"study": "s", "data": {"reader": "sample"}, "fixed": {"encoder": "bundled/mini"}}


def records(score, count):
    config = parse_study(FIXED, source="a test").trial({})
    draw = np.random.default_rng(1)
    for number, place in enumerate(draw.uniform(0, 1, count)):
        values = {"lr": 10 ** (-5 + 2 * place), "head": "base"}
        yield Record(
            number=number,
            state="complete",
            config=config,
            values=values,
            evaluations=(evaluation(1, score(place, draw)),),
        )


def flat(place, draw):
    return 60 + draw.normal(0, 0.1)


def rising(place, draw):
    return 20 + 60 * min(place, 0.3) + draw.normal(0, 0.1)


def test_a_flat_space_stops_and_only_after_enough_trials():
    rule = StopRule(SPACE, dev_rows=400, seed=1)
    assert rule.says_stop([*records(flat, 40)])
    assert not rule.says_stop([*records(flat, FEWEST_TRIALS - 1)])


def test_a_space_that_is_known_in_part_promises_more():
    rule = StopRule(SPACE, dev_rows=10**5, seed=1)
    known = [one for one in records(rising, 80) if one.values["lr"] < 4e-5]
    assert rule.gain(known) > rule.gain([*records(flat, len(known))])
    assert not rule.says_stop(known)
