"""Placement on clusters that stand, and on clusters that grow."""

import json

import pytest

from relsearch.config import Resources
from relsearch.errors import ResourceError
from relsearch.search import placement
from relsearch.search.placement import Placement, await_machines, place

HEAD = {"CPU": 0.0}
WORKER = {"CPU": 4.0, "GPU": 1.0}
TRIAL = Resources(cpus=4, gpus=1)


@pytest.fixture
def nodes(monkeypatch):
    """The cluster's nodes; a test adds to those of an empty head."""
    alive = [HEAD]

    def told():
        return [{"Alive": True, "Resources": resources} for resources in alive]

    monkeypatch.setattr(placement.ray, "nodes", told)
    return alive


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """What `ray up` leaves on the head of a cluster of at most 8 workers."""
    file = tmp_path / "plan.yaml"
    types = {
        "head": {"resources": HEAD, "max_workers": 0},
        "worker": {"resources": WORKER, "max_workers": 10},
    }
    file.write_text(json.dumps({"available_node_types": types, "max_workers": 8}))
    monkeypatch.setattr(placement, "PLAN", file)


def test_trials_fit_as_often_as_the_nodes_hold_them(nodes):
    nodes += [WORKER, WORKER]
    assert place(TRIAL) == Placement(4, 1, 2)


def test_a_joined_cluster_without_workers_yet_is_counted_at_its_full_size(nodes, plan):
    assert place(TRIAL, joined=True) == Placement(4, 1, 8, growth=8)


def test_gpus_that_the_cluster_may_still_get_are_used(nodes, plan):
    assert place(Resources(cpus=4), joined=True).gpus == 1


def test_a_cluster_of_ones_own_has_no_plan(nodes, plan):
    with pytest.raises(ResourceError, match="the largest node has 0 CPUs"):
        place(TRIAL)


def test_without_a_plan_a_joined_cluster_grows_to_what_was_asked(nodes, monkeypatch, tmp_path):
    monkeypatch.setattr(placement, "PLAN", tmp_path / "none")
    assert place(TRIAL, joined=True, asked=3).slots == 3
    with pytest.raises(ResourceError, match=r"search\.max_concurrent=N"):
        place(TRIAL, joined=True)


def test_without_a_plan_nodes_that_are_too_small_are_no_promise_of_larger_ones(
    nodes, monkeypatch, tmp_path
):
    monkeypatch.setattr(placement, "PLAN", tmp_path / "none")
    nodes += [WORKER, WORKER]
    for large in (Resources(cpus=1, gpus=8), Resources(cpus=16, gpus=0)):
        with pytest.raises(ResourceError, match="the largest node has 4 CPUs and 1 GPUs"):
            place(large, joined=True, asked=4)
    nodes[1:] = [{"CPU": 4.0}]  # its GPUs are still to come
    assert place(TRIAL, joined=True, asked=4).slots == 4


def test_trials_share_a_gpu_by_fractions_of_it(nodes):
    nodes += [WORKER, {"CPU": 3.0, "GPU": 2.0}]
    assert place(Resources(cpus=1, gpus=0.25)).slots == 4 + 3
    assert place(Resources(cpus=0.5, gpus=0.7)).slots == 1 + 2


def test_a_node_that_joins_is_counted_and_one_that_goes_is_not(nodes):
    nodes.append(WORKER)
    placed = place(TRIAL)
    nodes.append(WORKER)
    assert placed.slots_now() == 2
    nodes[:] = [HEAD]
    assert placed.slots_now() == 0


@pytest.fixture
def local_plan(plan):
    """What `ray up` leaves on the head of a cluster of two machines given by their addresses."""
    kind = {"local.cluster.node": {"resources": {}, "max_workers": 2}}
    placement.PLAN.write_text(json.dumps({"available_node_types": kind, "max_workers": 2}))


def test_machines_given_by_address_are_awaited_for_only_they_know_what_they_hold(
    nodes, local_plan, monkeypatch
):
    said = []
    monkeypatch.setattr(placement.time, "sleep", lambda seconds: nodes.append(WORKER))
    await_machines(said.append)
    assert said == ["waiting for the first of 2 machines to join"]
    assert place(TRIAL, joined=True).slots == 1


def test_machines_that_the_plan_describes_are_not_awaited(nodes, plan):
    said = []
    await_machines(said.append)
    assert said == []
