"""check: a search file read and checked, with nothing loaded and nothing run."""

from collections.abc import Sequence
from pathlib import Path

from relsearch.config import StudyConfig, load_space
from relsearch.config.samplers import BORROWED
from relsearch.config.study import target_files
from relsearch.data.parts import NAMES
from relsearch.errors import ConfigError


def check(space: Path, *, overrides: Sequence[str] = ()) -> StudyConfig:
    """Return the resolved search file; ConfigError lists every problem, missing files with them.

    A sampler that is not relsearch's own is imported, to see that it is there.
    """
    config = load_space(space, overrides)
    paths = {f"data.{name}": getattr(config.data, name) for name in (*NAMES, "labels")}
    targets = target_files(config.search, config.data)
    paths |= {f"{key}.file": target.file for key, target in targets.items()}
    missing = [
        f"{name}: there is no file {path}"
        for name, path in paths.items()
        if path is not None and not path.is_file()
    ]
    if missing:
        raise ConfigError(f"{space} names files that are not there:", missing)
    check_sampler(config)
    return config


def check_sampler(config: StudyConfig) -> None:
    """Refuse a sampler that is not to be had: ConfigError. Imports whatever module it is in."""
    from relsearch.search.samplers import build_sampler

    if config.search.sampler.kind in BORROWED:
        build_sampler(config.search.sampler, seed=config.search.seed)
