"""Find the best way to fine-tune an encoder for relation extraction, and let the best trials vote.

The names below are loaded when first used, so that ``import relsearch`` is instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relsearch.commands.ensemble import ensemble
    from relsearch.commands.tune import tune
    from relsearch.config import load_space
    from relsearch.study import open_study
    from relsearch.training.metrics import score
    from relsearch.training.predict import Predictor

__version__ = "0.1.0"
__all__ = ["Predictor", "ensemble", "load_space", "open_study", "score", "tune"]

_HOMES = {
    "Predictor": "relsearch.training.predict",
    "ensemble": "relsearch.commands.ensemble",
    "load_space": "relsearch.config",
    "open_study": "relsearch.study",
    "score": "relsearch.training.metrics",
    "tune": "relsearch.commands.tune",
}


def __getattr__(name: str) -> Any:
    """Import ``name`` from its home; a second use finds it without coming here."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
