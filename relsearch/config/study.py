"""StudyConfig: a search file, checked: data, search, resources, fixed values and the space."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from relsearch.config.grid import grid_runs, started_runs
from relsearch.config.samplers import TPE, Sampler
from relsearch.config.schedulers import Asha, Scheduler
from relsearch.config.settings import Settings
from relsearch.config.space import Space
from relsearch.config.trial import TrialConfig
from relsearch.data.config import DataConfig
from relsearch.data.target import ESTIMATORS, Estimator, LabelledFile

Metric = Literal["micro_f1", "auprc", "accuracy", "prior_weighted_micro_f1"]
ALWAYS_SHOWN = ("input_format", "prompt", "head", "lr")
NAME = re.compile(r"^\w[\w.-]*$")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def parse_duration(text: Any) -> Any:
    """Return seconds from ``90``, ``"90s"``, ``"30m"``, ``"1h30m"``, ``"2d"``.

    >>> parse_duration("1h30m")
    5400.0
    """
    if not isinstance(text, str):
        return text
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is not a duration; write 90s, 30m, 2h or 1h30m")
    return sum(float(number) * _UNITS[unit or "s"] for number, unit in parts)


def parse_size(text: Any) -> Any:
    """Return bytes from ``20000``, ``"500MB"``, ``"20GB"``, ``"1.5TB"``.

    >>> parse_size("20GB")
    20000000000.0
    """
    if not isinstance(text, str):
        return text
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)B?", text)
    if not found:
        raise ValueError(f"{text!r} is not a size; write 500MB or 20GB")
    return float(found[1]) * _BYTES[found[2]]


Seconds = Annotated[float, BeforeValidator(parse_duration), Field(gt=0)]

Bytes = Annotated[float, BeforeValidator(parse_size), Field(gt=0)]


def _check_prior(prior: Any) -> Any:
    """Say once what a prior may be; a bare union complains for each of its members."""
    if prior is None or prior in ESTIMATORS or _is_file(prior):
        return prior
    if not _are_shares(prior):
        raise ValueError(
            "should be em, bbse, {label: share}, {file: PATH} or {file: PATH, reader: READER},"
            f" but got {prior!r}"
        )
    shares = prior.values()
    if not all(share >= 0 for share in shares) or not 0 < sum(shares) < math.inf:
        raise ValueError(
            f"shares should be finite, none below 0 and one above it, but got {prior!r}"
        )
    return prior


def _is_file(prior: Any) -> bool:
    if not isinstance(prior, Mapping):
        return isinstance(prior, LabelledFile)
    return (
        prior.keys() <= {"file", "reader"}
        and isinstance(prior.get("file"), str | Path)
        and isinstance(prior.get("reader"), str | None)
    )


def _are_shares(prior: Any) -> bool:
    return isinstance(prior, Mapping) and all(
        isinstance(label, str) and isinstance(share, int | float) for label, share in prior.items()
    )


def target_files(search: object, data: object) -> dict[str, LabelledFile]:
    """Return the files whose labels a search or its data counts, by key; any section may lack."""
    prior = search.prior if isinstance(search, SearchConfig) else None
    like = data.split.like if isinstance(data, DataConfig) else None
    named = {"search.prior": prior, "data.split.like": like}
    return {key: file for key, file in named.items() if isinstance(file, LabelledFile)}


class Finalists(Settings):
    """How many of the best trials are repeated when the search is over, under how many seeds."""

    top: int = Field(8, ge=1)
    seeds: int = Field(3, ge=1)


class SearchConfig(Settings):
    """What is optimised, for how long, by which sampler and scheduler."""

    metric: Metric = "micro_f1"
    prior: Annotated[
        Estimator | LabelledFile | dict[str, float] | None, BeforeValidator(_check_prior)
    ] = None
    trials: int | None = Field(None, ge=1)
    time_budget: Seconds | None = None
    gpu_hours: float | None = Field(None, gt=0)
    stop_below_noise: bool = False
    disk_budget: Bytes | None = None
    seed: int = 42
    sampler: Sampler = TPE()
    scheduler: Scheduler = Asha()
    keep: int = Field(5, ge=1)
    max_concurrent: int | None = Field(None, ge=1)
    max_failures: int = Field(2, ge=0)
    finalists: Finalists | None = None
    stall_minutes: float = Field(60, gt=0)

    @model_validator(mode="after")
    def _metric_has_its_prior(self) -> "SearchConfig":
        if self.metric == "prior_weighted_micro_f1" and self.prior is None:
            raise ValueError(
                "metric prior_weighted_micro_f1 needs a prior: bbse, em, {label: share} or"
                " {file: PATH}"
            )
        return self


class Resources(Settings):
    """What one trial takes; a fraction of a GPU packs several trials on one.

    ``gpus`` left out means one where the cluster has GPUs, else none.
    """

    gpus: float | None = Field(None, ge=0)
    cpus: float = Field(1, gt=0)


class StudyConfig(Settings):
    """A search file, checked and resolved; `relsearch.load_space` makes one."""

    study: str = Field(pattern=NAME.pattern)
    data: DataConfig
    search: SearchConfig = SearchConfig()
    resources: Resources = Resources()
    start_with: tuple[dict[str, Any], ...] = ()
    fixed: dict[str, Any] = Field(default_factory=dict)
    space: Space = Field(default_factory=dict)

    def trial(self, values: Mapping[str, Any]) -> TrialConfig:
        """Return the configuration of a trial from the values that the search chose for it."""
        return TrialConfig.model_validate({**self.fixed, **values})

    @property
    def trials(self) -> int:
        """How many trials to run: as asked for, or 64; a grid has no more than its runs."""
        if self.search.sampler.kind != "grid":
            return self.search.trials or 64
        started = [run for _, run in started_runs(self.space, self.fixed, self.start_with)]
        size = len(grid_runs(self.space, started))
        return min(self.search.trials or size, size)

    @property
    def columns(self) -> tuple[str, ...]:
        """The configuration keys that a leaderboard shows, each once."""
        started = (key for values in self.start_with for key in values)
        return tuple(dict.fromkeys([*ALWAYS_SHOWN, *self.space, *started]))

    def values_of(self, key: str) -> list[Any]:
        """Return every value that a trial can have for a key, ranges by their ends."""
        found = [values[key] for values in self.start_with if key in values]
        field, searched = TrialConfig.model_fields[key], self.space.get(key)
        if searched:
            found += searched.values()
        if not searched or (searched.when and not field.is_required()):
            found.append(self.fixed.get(key, field.default))  # also where its condition fails
        return [value for at, value in enumerate(found) if value not in found[:at]]

    def largest(self, key: str) -> float:
        """Return the largest value that a trial of this study can have for a numeric key."""
        return max(float(value) for value in self.values_of(key))
