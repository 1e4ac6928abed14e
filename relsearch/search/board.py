"""Board: where driver and trials leave each other word: stop, I go on, I am on that node.

Ray's own STOP ends a trial's thread at once. Ours lets the trial end itself, so that a pruned one
too stores its predictions before its worker takes the next.
"""

import asyncio
import time
from typing import Any

import ray


class Board:
    """What is known of the trials that run, by number."""

    def __init__(self) -> None:
        self._pruned: set[int] = set()
        self._nodes: dict[int, str] = {}
        self._heard: dict[int, float] = {}
        self._ends: dict[int, asyncio.Event] = {}

    def begin(self, number: int, node: str) -> None:
        """Note that a trial runs on a node."""
        self.end(number)
        self._nodes[number] = node
        self._ends[number] = asyncio.Event()
        self.go_on(number)

    async def until_end(self, number: int) -> None:
        """Return when a trial has ended.

        Called as a task that bears the trial's configuration as its name, it shows in Ray's
        dashboard what runs: workers are reused, so that their own names cannot.
        """
        if number in self._ends:
            await self._ends[number].wait()

    def go_on(self, number: int) -> None:
        """Note that a trial is alive."""
        self._heard[number] = time.monotonic()

    def end(self, number: int) -> str | None:
        """Expect nothing more of a trial; return the node that it ran on, if it ever did."""
        self._heard.pop(number, None)
        if number in self._ends:
            self._ends.pop(number).set()
        return self._nodes.pop(number, None)

    def silent(self, seconds: float) -> list[int]:
        """Return the trials of which nothing was heard for so long."""
        since = time.monotonic() - seconds
        return [number for number, heard in self._heard.items() if heard < since]

    def prune(self, number: int) -> None:
        """Post that a trial should stop."""
        self._pruned.add(number)

    def is_pruned(self, number: int) -> bool:
        """Say whether the trial should stop."""
        return number in self._pruned


def start_board(study: str) -> Any:
    """Start the board as an actor on the driver's own node, where a lost worker cannot take it."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    options = {
        "num_cpus": 0,
        "scheduling_strategy": here,
        "name": f"board of {study}",
        "enable_task_events": False,  # else its short calls hide the trials among Ray's tasks
    }
    return ray.remote(Board).options(**options).remote()
