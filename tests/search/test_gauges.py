"""Gauges: the figures of a search as Ray's metrics would export them."""

import pytest

from relsearch.search import gauges
from relsearch.search.gauges import Gauges
from tests.search.test_desk import end, study_of
from tests.search.test_pruning import evaluation


class FakeGauge:
    """Remembers the last value of each set of tags."""

    def __init__(self, name, *, description, tag_keys):
        self.values = {}

    def set_default_tags(self, tags):
        self.default = tags

    def set(self, value, tags=None):
        self.values[(tags or {}).get("state", "")] = value


@pytest.fixture
def figures(monkeypatch, tmp_path):
    """The gauges of a study and what they show."""
    made = {}

    def make(name, **options):
        made[name.removeprefix("relsearch_")] = FakeGauge(name, **options)
        return made[name.removeprefix("relsearch_")]

    monkeypatch.setattr(gauges, "Gauge", make)
    study = study_of(tmp_path)
    shown = Gauges(study, gpus=0.5)
    return study, shown, lambda name: made[name].values


def test_a_search_is_followed_from_trial_to_trial(figures):
    _, shown, of = figures
    shown.started(0, {})
    shown.started(1, {})
    shown.evaluated(0, evaluation(1, 70.0, seconds=3600))
    shown.evaluated(1, evaluation(1, 60.0, seconds=1800))
    assert of("trials") == {"running": 2, "complete": 0, "pruned": 0, "failed": 0}
    assert of("best_score") == {"": 70.0}
    assert of("gpu_hours") == {"": 0.75}


def test_a_resumed_search_counts_what_had_ended(figures):
    study, _, of = figures
    for number, state in enumerate(("complete", "pruned")):
        asked = type("Asked", (), {"number": number, "values": {}})
        end(study, asked, state=state, evaluations=(evaluation(1, 50.0 + number),))
    Gauges(study, gpus=1.0)
    assert of("trials") == {"running": 0, "complete": 1, "pruned": 1, "failed": 0}
    assert of("best_score") == {"": 51.0}
