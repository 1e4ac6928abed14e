"""What a search will take, from what was timed."""

import pytest

from relsearch.config import parse_study
from relsearch.config.schedulers import Asha, Hyperband, Median, NoScheduler
from relsearch.data import load_corpus
from relsearch.search.estimate import estimate, typical_share
from relsearch.training.probe import Speed

SPEED = Speed(device="cpu", update=1.0, rows=1, start=2.0, keep=3.0, predicted=1.0)


def study(**search):
    raw = {
        "study": "estimate",
        "data": {"reader": "sample", "rows": 100},
        "search": {"scheduler": {"kind": "none"}, "max_concurrent": 1, **search},
        "fixed": {"encoder": "bundled/mini", "epochs": 9},
        "space": {"lr": [1e-5, 1e-4]},
    }
    return parse_study(raw, source="a test")


@pytest.mark.parametrize(
    ("scheduler", "share"),
    [
        (NoScheduler(), 1.0),
        (Asha(grace=1, reduction=3), (1 + 2 / 3 + 6 / 9) / 9),
        (Asha(grace=9, reduction=3), 1.0),
        (Median(grace=1), (1 + 8 / 2) / 9),
        (Hyperband(grace=3, reduction=3), (3 + 6 / 3) / 9),
    ],
    ids=["none", "asha", "asha without a rung", "median", "hyperband of one bracket"],
)
def test_the_typical_share_is_what_the_rungs_let_pass(scheduler, share):
    assert typical_share(scheduler, longest=9) == pytest.approx(share)


def test_every_run_is_counted_at_its_longest_and_pays_its_ends():
    config = study(keep=1)
    corpus = load_corpus(config.data)
    train, dev, apart = len(corpus.train), len(corpus.dev), len(corpus.select) + len(corpus.test)
    made = estimate(config, corpus, SPEED, runs=2)
    assert made.slots == 1
    assert made.seconds[1] == 2 * (9 * train + 9 * (3 + dev) + 2 + apart)
    assert made.seconds[0] == made.seconds[1]  # no scheduler stops any


def test_trials_on_a_share_of_a_gpu_cost_that_share_of_its_hours():
    raw = study().model_dump()
    raw["resources"] = {"gpus": 0.5, "cpus": 1}
    config = parse_study(raw, source="a test")
    made = estimate(config, load_corpus(config.data), SPEED, runs=2)
    assert made.gpu_hours == pytest.approx([seconds / 2 / 3600 for seconds in made.seconds])
