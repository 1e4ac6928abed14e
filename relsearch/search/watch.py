"""Watcher: what a search tells while it runs; the live display is one, tests use another."""

from collections.abc import Mapping, Sequence
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

    def noted(self, sentence: str) -> None:
        """Something happened to the search as a whole, or to a trial that goes on."""


class Silent:
    """Hears and says nothing."""

    def started(self, number: int, values: dict[str, Any]) -> None:
        """Ignore it."""

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Ignore it."""

    def finished(self, record: Record) -> None:
        """Ignore it."""

    def noted(self, sentence: str) -> None:
        """Ignore it."""


class Several:
    """Tells each of several watchers."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers

    def started(self, number: int, values: dict[str, Any]) -> None:
        """Pass it on."""
        for watcher in self._watchers:
            watcher.started(number, values)

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Pass it on."""
        for watcher in self._watchers:
            watcher.evaluated(number, evaluation)

    def finished(self, record: Record) -> None:
        """Pass it on."""
        for watcher in self._watchers:
            watcher.finished(record)

    def noted(self, sentence: str) -> None:
        """Pass it on."""
        for watcher in self._watchers:
            watcher.noted(sentence)


def settings(values: Mapping[str, Any]) -> str:
    """Return a configuration on one line.

    >>> settings({"head": "base", "lr": 2e-05})
    'head=base lr=2e-05'
    """
    return " ".join(f"{key}={cell(value)}" for key, value in values.items())


def cell(value: Any) -> str:
    """Return a setting as a table shows it."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)
