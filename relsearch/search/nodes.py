"""Nodes: whether a machine of the cluster is still there."""

import socket

import ray

PATIENCE = 2.0  # seconds


def is_gone(node: str) -> bool:
    """Say whether the node of this id is dead, or its raylet answers no more.

    A worker's closed connection is heard of at once, the death of its node only after some failed
    health checks, half a minute on.
    """
    found = [one for one in ray.nodes() if one["NodeID"] == node]  # type: ignore[no-untyped-call]
    if not found or not found[0]["Alive"]:
        return True
    address = found[0]["NodeManagerAddress"], found[0]["NodeManagerPort"]
    try:
        socket.create_connection(address, timeout=PATIENCE).close()
    except OSError:
        return True
    return False
