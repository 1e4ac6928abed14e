"""Watcher: what a search tells while it runs; the live display is one, tests use another."""

from typing import Any, Protocol

from relsearch.study import EvaluationRecord, Record


class Watcher(Protocol):
    """Hears of every step of a search."""

    def started(self, number: int, values: dict[str, Any]) -> None:
        """A trial was handed to the cluster."""

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """A trial reported an evaluation."""

    def finished(self, record: Record) -> None:
        """A trial ended: complete, pruned or failed."""


class Silent:
    """Hears and says nothing."""

    def started(self, number: int, values: dict[str, Any]) -> None:
        """Ignore it."""

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Ignore it."""

    def finished(self, record: Record) -> None:
        """Ignore it."""
