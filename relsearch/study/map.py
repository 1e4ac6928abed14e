"""Map: how work on several trials is handed out, one call each, here or over a cluster."""

from collections.abc import Callable, Iterable
from typing import Any

Map = Callable[..., Iterable[Any]]
"""Called like the builtin ``map``; Ray's spreads the calls over the devices there are."""
