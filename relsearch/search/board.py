"""Board: where the driver posts that a trial is pruned, and the trial looks after each report.

Ray's own STOP ends a trial's thread at once. Ours lets the trial end itself, so that a pruned one
too stores its predictions before its worker takes the next.
"""

from typing import Any

import ray


class Board:
    """The numbers of the trials that should stop."""

    def __init__(self) -> None:
        self._pruned: set[int] = set()

    def prune(self, number: int) -> None:
        """Post a trial."""
        self._pruned.add(number)

    def is_pruned(self, number: int) -> bool:
        """Say whether the trial was posted."""
        return number in self._pruned


def start_board() -> Any:
    """Start the board as an actor on the driver's own node, where a lost worker cannot take it."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    return ray.remote(Board).options(num_cpus=0, scheduling_strategy=here).remote()
