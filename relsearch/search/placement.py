"""Placement: what a trial takes of the cluster, and how many trials run side by side."""

from dataclasses import dataclass

import ray

from relsearch.config import Resources
from relsearch.errors import ResourceError


@dataclass(frozen=True)
class Placement:
    """A trial's share of a node, and how many such shares the cluster has now."""

    cpus: float
    gpus: float
    slots: int


def place(resources: Resources) -> Placement:
    """Fit trials onto the nodes of the running cluster.

    Raises ResourceError when no node could ever hold one: Ray would leave it pending for ever.
    """
    alive = [node for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    nodes = [node["Resources"] for node in alive]
    gpus = resources.gpus
    if gpus is None:
        gpus = 1.0 if any(node.get("GPU", 0) for node in nodes) else 0.0
    slots = sum(_fits(node, resources.cpus, gpus) for node in nodes)
    if slots == 0:
        raise ResourceError(_no_room(nodes, resources.cpus, gpus))
    return Placement(resources.cpus, gpus, slots)


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
        " set resources in the search file, or --set resources.gpus=0 --set resources.cpus=1"
    )
