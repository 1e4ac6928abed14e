"""Search files: the YAML, its sections and the trial configuration, checked and typed."""

from relsearch.config.baselines import baselines, is_baseline
from relsearch.config.load import load_space, parse_study
from relsearch.config.space import Choice, Dimension, Range, Space
from relsearch.config.study import (
    Finalists,
    Resources,
    SearchConfig,
    StudyConfig,
    parse_duration,
)
from relsearch.config.trial import TrialConfig
from relsearch.config.unused import unused

__all__ = [
    "Choice",
    "Dimension",
    "Finalists",
    "Range",
    "Resources",
    "SearchConfig",
    "Space",
    "StudyConfig",
    "TrialConfig",
    "baselines",
    "is_baseline",
    "load_space",
    "parse_duration",
    "parse_study",
    "unused",
]
