"""Blame: how often each trial broke off by itself, and how often beside others."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass
class Blame:
    """What speaks against the trials of one search, over all of Ray Tune's runs that it takes.

    Where a machine's memory runs out Ray kills the newest worker, not always the one that took the
    memory, and that ends Tune's whole run. Every trial that ran is then suspected, until it reports
    a new evaluation; but only what it did ``alone`` is held against it for good.
    """

    alone: Counter[int] = field(default_factory=Counter)
    beside: Counter[int] = field(default_factory=Counter)

    def broke_off(self, running: Collection[int]) -> None:
        """Note the trials that ran when one was killed for memory."""
        (self.alone if len(running) == 1 else self.beside).update(running)

    def suspicion(self, number: int) -> int:
        """Return how often a trial broke off, by itself or since it last came on beside others."""
        return self.alone[number] + self.beside[number]
