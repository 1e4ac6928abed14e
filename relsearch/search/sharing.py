"""Sharing: whether every machine of a cluster sees the folder that a study is kept in."""

import time
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayError

from relsearch.errors import ResourceError
from relsearch.search.failure import SHARED
from relsearch.study import StudyFolder

PATIENCE = 10.0  # seconds; a network file system may show a new file late


def check_shared(folder: StudyFolder) -> None:
    """Refuse a folder that some machine does not see: its records would never be found.

    Raises ResourceError naming such machines. A study in a storage is seen wherever it is read.
    """
    if folder.mirror.url:
        return
    blind = [host for host, sees in _looks(folder.config_file).items() if not sees]
    if blind:
        raise ResourceError(
            f"{folder.path} is not the same folder on {', '.join(blind)}, so that what trials"
            f" write there would be lost. {SHARED}"
        )


def _looks(file: Path) -> dict[str, bool]:
    """Return of every machine, if there are several, whether it sees a file as it is here."""
    alive = [node for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    nodes = [node for node in alive if node["Resources"].get("CPU")]
    if len(alive) < 2:
        return {}
    content = file.read_bytes()
    asked = [(node["NodeManagerHostname"], _ask(node, file, content)) for node in nodes]
    return {host: _answer(one) for host, one in asked}


def _ask(node: dict[str, Any], file: Path, content: bytes) -> Any:
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
    task = ray.remote(sees).options(num_cpus=0, scheduling_strategy=there, max_retries=0)
    return task.remote(file, content, PATIENCE)


def _answer(asked: Any) -> bool:
    try:
        return bool(ray.get(asked, timeout=60))
    except RayError:
        return True  # gone or starting: nothing is known against it


def sees(file: Path, content: bytes, patience: float) -> bool:
    """Say whether a file has this content, now or within so many seconds."""
    deadline = time.monotonic() + patience
    while not (found := file.is_file() and file.read_bytes() == content):
        if time.monotonic() > deadline:
            break
        time.sleep(0.5)
    return found
