"""load_space: a search file on disk, with overrides, to a checked StudyConfig."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from relsearch.config.problems import problems_of
from relsearch.config.space import Range, Space
from relsearch.config.study import NAME, Resources, SearchConfig, StudyConfig, target_files
from relsearch.config.trial import TrialConfig
from relsearch.config.trial_values import check_space, check_start_with, check_values
from relsearch.data.config import DataConfig
from relsearch.data.readers import READERS, reads_files
from relsearch.data.target import ESTIMATORS
from relsearch.errors import ConfigError, did_you_mean

PATH_KEYS = ("train", "dev", "select", "test", "labels")
TARGET_PATHS = (
    ("search", "prior", "file"),
    ("data", "split", "like"),
    ("data", "split", "like", "file"),
)
NAME_KEYS = ("name", "entity_types")
SECTIONS: dict[str, type[BaseModel]] = {
    "data": DataConfig,
    "search": SearchConfig,
    "resources": Resources,
}


def load_space(path: str | Path, overrides: Sequence[str] = ()) -> StudyConfig:
    """Read a search file and check it; ``overrides`` are ``dotted.key=value`` strings.

    Relative paths are taken from the file's folder, those of overrides from the working
    directory. Raises ConfigError with every problem at once.
    """
    path = Path(path)
    raw = _anchored(_read_yaml(path), path.parent)
    for override in overrides:
        _apply(raw, override)
    return parse_study(raw, source=str(path))


def parse_study(raw: Mapping[str, Any], *, source: str) -> StudyConfig:
    """Check a search file's content; ConfigError lists all problems, each with its path."""
    problems = _unknown_sections(raw)
    sections = {
        name: _section(name, model, {} if raw.get(name) is None else raw[name], problems)
        for name, model in SECTIONS.items()
    }
    fixed = check_values(raw.get("fixed") or {}, "fixed", problems)
    space = check_space(raw.get("space") or {}, fixed, problems)
    start_with = check_start_with(raw.get("start_with") or [], space, problems)
    problems += _placement_problems(fixed, space)
    problems += _grid_problems(sections["search"], space)
    problems += _target_problems(sections["search"], sections["data"])
    problems += _study_name_problems(raw.get("study"))
    if problems:
        raise ConfigError(f"{source} has {_count(problems)}:", problems)
    checked: dict[str, Any] = {**sections, "study": raw["study"], "start_with": start_with}
    return StudyConfig.model_construct(**checked, fixed=fixed, space=space)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"there is no search file {path}{_nearby(path)}") from None
    except (yaml.YAMLError, UnicodeDecodeError, IsADirectoryError) as error:
        raise ConfigError(f"{path} is not a YAML file: {error}") from None
    if not isinstance(raw, dict):
        raise ConfigError(f"{path} should hold sections (study, data, space, ...); see the README")
    return raw


def _nearby(path: Path) -> str:
    found = [str(other) for other in sorted(path.parent.glob("*.yaml"))]
    return did_you_mean(str(path), found) if found else ""


def _anchored(value: Any, folder: Path, at: tuple[Any, ...] = ()) -> Any:
    """Make relative paths stand from the folder: workers have working directories of their own.

    A path is a file of the data section or of a target's labels, or, wherever a model or a data set
    of the hub is named, a folder that is there: the others are on the hub or bundled.
    """
    if isinstance(value, dict):
        return {key: _anchored(inner, folder, (*at, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_anchored(inner, folder, at) for inner in value]
    if not isinstance(value, str) or not at:
        return value
    path = folder / Path(value).expanduser()
    is_target = at in TARGET_PATHS and value not in ESTIMATORS
    is_file = is_target or (at[0] == "data" and at[-1] in PATH_KEYS)
    is_named = "encoder" in at or (at[0] == "data" and at[-1] in NAME_KEYS)
    return str(path.resolve()) if is_file or (is_named and path.is_dir()) else value


def _apply(raw: dict[str, Any], override: str) -> None:
    """Set one dotted key, making the sections on its way."""
    dotted, equals, text = override.partition("=")
    if not equals or not dotted:
        raise ConfigError(f"--set {override!r}: write --set dotted.key=value")
    *sections, key = dotted.strip().split(".")
    place = raw
    for name in sections:
        if place.get(name) is None:
            place[name] = {}
        place = place[name]
        if not isinstance(place, dict):
            raise ConfigError(f"--set {override!r}: {name} is not a section")
    place[key] = _anchored(_override_value(override, text), Path.cwd(), (*sections, key))
    if sections == ["fixed"] and isinstance(raw.get("space"), dict):
        raw["space"].pop(key, None)  # a value fixed on the command line is no longer searched


def _override_value(override: str, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {override!r}: is not a YAML value: {error}") from None


def _section(name: str, model: type[BaseModel], raw: Any, problems: list[str]) -> BaseModel | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems += problems_of(error, model, name)
        return None


def _unknown_sections(raw: Mapping[str, Any]) -> list[str]:
    known = StudyConfig.model_fields
    return [f"{key}: unknown section{_where_to(key)}" for key in raw if key not in known]


def _where_to(key: Any) -> str:
    if key in TrialConfig.model_fields:
        return f"; it goes under fixed or space (--set fixed.{key}=…)"
    return did_you_mean(key, StudyConfig.model_fields)


def _placement_problems(fixed: Mapping[str, Any], space: Mapping[str, Any]) -> list[str]:
    both = [f"{key}: stands in both fixed and space; keep one" for key in fixed if key in space]
    if "encoder" not in fixed and "encoder" not in space:
        both.append("fixed.encoder: is required (a hub name, a local folder or bundled/mini)")
    return both


def _grid_problems(search: BaseModel | None, space: Space) -> list[str]:
    """A grid takes choices alone; ``search`` is None where it has problems of its own."""
    if not isinstance(search, SearchConfig) or search.sampler.kind != "grid":
        return []
    return [
        f"space.{key}: the grid sampler takes choices, but got a range; list its values"
        for key, dimension in space.items()
        if isinstance(dimension, Range)
    ]


def _target_problems(search: BaseModel | None, data: BaseModel | None) -> Iterator[str]:
    """A file of labels needs a reader that reads files, its own or else the data's."""
    known = data.reader if isinstance(data, DataConfig) else None
    readers = [name for name in READERS if reads_files(name)]
    for key, target in target_files(search, data).items():
        reader = target.reader or known
        if reader in READERS and reader not in readers:
            yield f"{key}.reader: reader {reader} reads no file; give {', '.join(readers)}"
        elif reader is not None and reader not in readers:
            yield f"{key}.reader: unknown reader {reader!r}{did_you_mean(reader, readers)}"


def _study_name_problems(name: Any) -> list[str]:
    if isinstance(name, str) and NAME.fullmatch(name):
        return []
    rule = "a name of letters, digits, '_', '-' and, not at its beginning, '.'"
    return [f"study: should be {rule}, but got {name!r}"]


def _count(problems: Sequence[str]) -> str:
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
