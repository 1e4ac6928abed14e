"""Placement: what a trial takes of the cluster, and how many trials run side by side."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray
import yaml

from relsearch.config import Resources
from relsearch.errors import ResourceError

PLAN = Path("~/ray_bootstrap_config.yaml")
"""What `ray up` leaves on the head: the machines that its autoscaler may add."""
PATIENCE = 900.0  # seconds; as long as Ray's autoscaler waits for a machine


@dataclass(frozen=True)
class Placement:
    """A trial's share of a node, and how many such shares the cluster has, or may grow to."""

    cpus: float
    gpus: float
    slots: int
    growth: int = 0
    """Slots that the cluster may grow to: trials wait for them, or no node would be added."""

    def slots_now(self) -> int:
        """Count again: nodes come and go while a search runs."""
        return max(sum(_fits(node, self.cpus, self.gpus) for node in _nodes()), self.growth)


def place(resources: Resources, *, joined: bool = False, asked: int | None = None) -> Placement:
    """Fit trials onto the nodes of the running cluster, and onto those that it may still add.

    A cluster that was ``joined`` may grow: to what its plan says, or, where none is here and no
    node has any of what trials run on, to the ``asked`` number of trials side by side. Raises
    ResourceError when no node could ever hold a trial: Ray would leave it pending for ever.
    """
    nodes, planned = _nodes(), _planned() if joined else []
    gpus = resources.gpus
    if gpus is None:
        gpus = 1.0 if any(node.get("GPU", 0) for node in (*nodes, *planned)) else 0.0
    there, to_come = (
        sum(_fits(node, resources.cpus, gpus) for node in some) for some in (nodes, planned)
    )
    empty = not any(node.get("GPU" if gpus else "CPU", 0) for node in nodes)
    growth = to_come or (asked or 0 if joined and empty else 0)
    if not (slots := max(there, growth)):
        raise ResourceError(_no_room([*nodes, *planned], resources.cpus, gpus))
    return Placement(resources.cpus, gpus, slots, growth)


def await_machines(say: Callable[[str], None]) -> None:
    """Wait for the first of the machines that `ray up` was given by address.

    What such a machine holds is known when it has joined, which it does after `ray up` returned.
    """
    awaited = sum(count for resources, count in _plan() if not resources)
    if not awaited or any(node.get("CPU", 0) for node in _nodes()):
        return
    say(f"waiting for the first of {awaited} machines to join")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not any(node.get("CPU", 0) for node in _nodes()):
        time.sleep(1)


def _nodes() -> list[dict[str, float]]:
    """The resources of each machine that the cluster has."""
    alive = [node for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    return [node["Resources"] for node in alive]


def _planned() -> list[dict[str, float]]:
    """The resources of each machine that the cluster may have; none where there is no plan."""
    machines = [resources for resources, count in _plan() for _ in range(count)]
    return machines[: _read_plan().get("max_workers", 0)]


def _plan() -> list[tuple[dict[str, float], int]]:
    """What each kind of machine holds, and how many of it there may be."""
    types = _read_plan().get("available_node_types", {})
    return [(one["resources"], one["max_workers"]) for one in types.values()]


def _read_plan() -> dict[str, Any]:
    file = PLAN.expanduser()
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _fits(node: dict[str, float], cpus: float, gpus: float) -> int:
    by_cpu = node.get("CPU", 0) / cpus
    by_gpu = node.get("GPU", 0) / gpus if gpus else by_cpu
    return int(min(by_cpu, by_gpu) + 1e-9)


def _no_room(nodes: list[dict[str, float]], cpus: float, gpus: float) -> str:
    largest = max(nodes, key=lambda node: (node.get("GPU", 0), node.get("CPU", 0)), default={})
    there = f"{largest.get('CPU', 0):g} CPUs and {largest.get('GPU', 0):g} GPUs"
    asked = f"{cpus:g} CPUs and {gpus:g} GPUs"
    return (
        f"a trial asks for {asked}, but the largest node has {there};"
        " set resources in the search file, or --set resources.gpus=0 --set resources.cpus=1;"
        " on a cluster that grows from nothing, --set search.max_concurrent=N"
    )
