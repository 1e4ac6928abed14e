"""A node_config of Google Cloud: machine names, and what a GPU or a spot machine must say."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.cluster.finding import Finding, mapping

MACHINES = {
    "a2": r"highgpu-[1248]g|megagpu-16g|ultragpu-[1248]g",
    "a3": r"highgpu-[1248]g|(edge|mega|ultra)gpu-8g",
    "e2": r"(standard|highmem|highcpu)-(2|4|8|16|32)|micro|small|medium",
    "g2": r"standard-(4|8|12|16|24|32|48|96)",
    "n1": r"(standard|highmem|highcpu)-(1|2|4|8|16|32|64|96)",
    "n2": r"(standard|highmem|highcpu)-(2|4|8|16|32|48|64|80|96|128)",
}
"""What follows the family's name and a hyphen; families not listed are left to Google."""
WITH_GPUS = ("a2", "a3", "g2")


def gcp_findings(node_config: Mapping[str, Any], key: str) -> Iterator[Finding]:
    """Yield a machine name that does not exist, and what the API refuses of GPU machines."""
    machine = node_config.get("machineType")
    if not isinstance(machine, str):
        yield Finding(f"{key}.machineType", "is required: a name, as g2-standard-4")
        return
    family, _, size = machine.partition("-")
    if family not in MACHINES:
        said = f"{machine} is of a family not known here; not checked"
        yield Finding(f"{key}.machineType", said, is_fault=False)
    elif not re.fullmatch(MACHINES[family], size):
        said = f"there is no {machine}; {family}- is followed by {MACHINES[family]}"
        yield Finding(f"{key}.machineType", said)
    yield from _scheduling_findings(node_config, family, f"{key}.scheduling")


def _scheduling_findings(
    node_config: Mapping[str, Any], family: str, key: str
) -> Iterator[Finding]:
    scheduling = mapping(node_config, "scheduling")
    has_gpu = family in WITH_GPUS or node_config.get("guestAccelerators")
    if has_gpu and scheduling.get("onHostMaintenance") != "TERMINATE":
        yield Finding(f"{key}.onHostMaintenance", "a machine with a GPU needs TERMINATE")
    if scheduling.get("provisioningModel", "STANDARD") not in ("STANDARD", "SPOT"):
        yield Finding(f"{key}.provisioningModel", "should be SPOT or STANDARD")
