"""Pulse: a sign of life for each batch predicted, to whoever listens: evaluations take long too."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")

# Of a thread: predictions are made at the bottom of everything, and most of them for nobody who
# would want to hear.
_listener: ContextVar[Callable[[], object]] = ContextVar("listener", default=lambda: None)


@contextmanager
def pulse_to(listener: Callable[[], object]) -> Iterator[None]:
    """Have ``listener`` called for each batch that is predicted meanwhile."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def with_pulse(batches: Iterable[Item]) -> Iterator[Item]:
    """Yield the batches, with a sign of life before each."""
    for batch in batches:
        _listener.get()()
        yield batch
