"""What runs on the machines: the commands of a cluster file."""

import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.cluster.finding import Finding, items, mapping

LISTS = (
    "initialization_commands",
    "setup_commands",
    "head_setup_commands",
    "worker_setup_commands",
    "head_start_ray_commands",
    "worker_start_ray_commands",
)
NEEDED = {
    "head_start_ray_commands": ("--autoscaling-config=", "no worker would be started"),
    "worker_start_ray_commands": ("$RAY_HEAD_IP", "no worker would join"),
}


def commands(config: Mapping[str, Any], *lists: str) -> Iterator[tuple[str, str]]:
    """Yield (key, command) of these lists, or of all, those of the node types last."""
    for name in lists or LISTS:
        yield from _keyed(name, items(config, name))
    for node_type in mapping(config, "available_node_types"):
        for name in (name for name in lists or LISTS if name in LISTS[:4]):
            place = ("available_node_types", node_type, name)
            yield from _keyed(".".join(place), items(config, *place))


def command_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield commands that no shell would read, and starts that would not join the cluster."""
    for key, command in commands(config):
        if fault := _syntax_fault(command):
            yield Finding(key, f"bash cannot read it: {fault}")
    for name, (word, why) in NEEDED.items():
        starts = [command for _, command in commands(config, name) if "ray start" in command]
        if name in config and not any(word in start for start in starts):
            yield Finding(name, f"`ray start` lacks {word}, without which {why}")


def _keyed(name: str, found: list[Any]) -> Iterator[tuple[str, str]]:
    for at, command in enumerate(found):
        if isinstance(command, str):
            yield f"{name}[{at}]", command


def _syntax_fault(command: str) -> str:
    """Let bash read the command without running it."""
    read = subprocess.run(
        ["bash", "-n"], input=command, capture_output=True, text=True, check=False
    )
    return read.stderr.strip().splitlines()[0] if read.returncode else ""
