"""hands: a cluster's share of each call, and encoders that travel with it, without Ray."""

from contextlib import nullcontext

import pytest

from relsearch.commands.hands import hands, locator
from relsearch.config import parse_study
from relsearch.errors import ResourceError
from relsearch.repeats.repeat import as_named
from relsearch.search import encoders, placement


def config_of(encoder="bundled/mini", **search):
    raw = {
        "study": "hand",
        "data": {"reader": "sample"},
        "search": search,
        "resources": {"cpus": 4, "gpus": 1},
        "fixed": {"encoder": str(encoder)},
    }
    return parse_study(raw, source="a test")


@pytest.fixture
def empty_cluster(monkeypatch, tmp_path):
    """A cluster of a head without room for trials, and no word of what it may grow to."""
    nodes = [{"Alive": True, "Resources": {"CPU": 0.0}}]
    monkeypatch.setattr(placement.ray, "nodes", lambda: nodes)
    monkeypatch.setattr(placement, "PLAN", tmp_path / "none")
    monkeypatch.setattr("relsearch.search.cluster.cluster", lambda address: nullcontext())


def test_a_joined_cluster_may_grow_from_nothing(empty_cluster):
    with hands(config_of(max_concurrent=3), address="auto", given=None) as map_:
        assert callable(map_)


def test_a_cluster_of_ones_own_may_not(empty_cluster):
    with pytest.raises(ResourceError), hands(config_of(max_concurrent=3), address=None, given=None):
        pass


def test_encoders_travel_on_a_joined_cluster_alone(monkeypatch, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr(encoders.ray, "put", lambda value: value)
    locate = locator(config_of(tmp_path), address="auto")
    assert list(locate.keywords["parcels"]) == [str(tmp_path)]
    assert locator(config_of(tmp_path), address=None) is as_named
