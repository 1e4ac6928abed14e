"""Whether a machine is still there, by what Ray says of it and by whether it answers."""

import socket

import pytest

from relsearch.search import nodes


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def known(monkeypatch, listening):
    host, port = listening.getsockname()
    node = {"NodeID": "n", "Alive": True, "NodeManagerAddress": host, "NodeManagerPort": port}
    monkeypatch.setattr(nodes.ray, "nodes", lambda: [node])
    return node


def test_a_node_that_answers_is_there(known):
    assert not nodes.is_gone("n")


def test_a_node_that_ray_calls_dead_or_does_not_know_is_gone(known):
    assert nodes.is_gone("another")
    known["Alive"] = False
    assert nodes.is_gone("n")


def test_a_node_that_answers_no_more_is_gone_before_ray_finds_out(known, listening):
    listening.close()
    assert known["Alive"] and nodes.is_gone("n")
