"""Searches to replay: a sampler and a scheduler by name, or a search file that the curves fit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from relsearch.components import look_up
from relsearch.config import Choice, Dimension, SearchConfig, Space, StudyConfig, load_space
from relsearch.config.samplers import SAMPLERS
from relsearch.config.schedulers import SCHEDULERS
from relsearch.config.settings import Settings
from relsearch.data import DataConfig
from relsearch.errors import ConfigError

YARDSTICK = "random"
USUAL = (
    YARDSTICK,
    "tpe",
    "gp",
    "random+asha",
    "tpe+asha",
    "tpe+asha-share",
    "tpe+hyperband",
    "tpe+median",
)
# A grid needs a space of choices, others' samplers their path: they are for search files.
UNNAMED = ("grid", "import", "optunahub")
NAMED = {kind: row for kind, row in SAMPLERS.items() if kind not in UNNAMED}


def over(space: Space) -> StudyConfig:
    """Return a study of the space with every default; the encoder is named but never loaded."""
    fixed = {"encoder": "bundled/mini"}
    return StudyConfig(study="replay", data=DataConfig(), fixed=fixed, space=space)


def of_file(path: Path, recorded: Space) -> StudyConfig:
    """Read a search file; ConfigError listing what the curves cannot answer."""
    config = load_space(path)
    problems = [*_unanswered(config, recorded)]
    if problems:
        raise ConfigError(f"{path} asks for what the curves were not recorded over:", problems)
    return config


def by_strategy(config: StudyConfig, name: str) -> StudyConfig:
    """Return the study with the sampler and scheduler of ``sampler[+scheduler[-axis]]``."""
    return with_search(config, **strategy(name))


def with_search(config: StudyConfig, **update: Any) -> StudyConfig:
    """Return the study with some of its search settings changed."""
    search: SearchConfig = config.search.model_copy(update=update)
    return config.model_copy(update={"search": search})


def strategy(name: str) -> dict[str, Settings]:
    """Return the sampler and the scheduler that a strategy's name gives.

    >>> strategy("tpe+asha-share")["scheduler"]
    Asha(kind='asha', axis='share', grace=1.0, reduction=3.0)
    >>> strategy("gp")["scheduler"]
    NoScheduler(kind='none')
    """
    sampler, _, rule = name.partition("+")
    scheduler, _, axis = (rule or "none").partition("-")
    sampler_settings = look_up(NAMED, sampler, kind="sampler")()
    row = look_up(SCHEDULERS, scheduler, kind="scheduler")
    try:
        return {"sampler": sampler_settings, "scheduler": row(**({"axis": axis} if axis else {}))}
    except ValueError:
        raise ConfigError(
            f"strategy {name!r}: write sampler+scheduler-axis, the axis epochs or share"
        ) from None


def _unanswered(config: StudyConfig, recorded: Space) -> Iterator[str]:
    for key in config.space.keys() - recorded.keys():
        yield f"space.{key}: was not varied; recorded are {', '.join(recorded)}"
    for key in config.space.keys() & recorded.keys():
        for value in config.space[key].values():
            if not _has(recorded[key], value):
                yield f"space.{key}: {value!r} was not recorded"
    for section in (config.fixed, *config.start_with):
        for key in section.keys() & recorded.keys():
            if not _has(recorded[key], section[key]):
                yield f"{key}: {section[key]!r} was not recorded"


def _has(dimension: Dimension, value: Any) -> bool:
    if isinstance(dimension, Choice):
        return value in dimension.choices
    return bool(dimension.low <= value <= dimension.high)
