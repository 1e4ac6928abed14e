"""SAMPLERS: how the next configuration is chosen; a row is its settings and where its code is."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from relsearch.config.settings import Settings


class TPE(Settings):
    """Tree-structured Parzen estimator, multivariate and grouped (Bergstra et al. 2011)."""

    implementation: ClassVar[str] = "relsearch.search.samplers:tpe"
    kind: Literal["tpe"] = "tpe"
    startup_trials: int = Field(10, ge=0)
    constant_liar: bool = True


class GP(Settings):
    """Gaussian process with log expected improvement; for small, unconditional spaces."""

    implementation: ClassVar[str] = "relsearch.search.samplers:gp"
    kind: Literal["gp"] = "gp"
    startup_trials: int = Field(10, ge=0)


class Random(Settings):
    """Independent draws: the yardstick every other sampler is held against."""

    implementation: ClassVar[str] = "relsearch.search.samplers:random"
    kind: Literal["random"] = "random"


class Grid(Settings):
    """Every combination of the space's choices once, in a seeded order."""

    implementation: ClassVar[str] = "relsearch.search.samplers:grid"
    kind: Literal["grid"] = "grid"


class CmaEs(Settings):
    """Covariance matrix adaptation; for numeric ranges, choices are drawn at random."""

    implementation: ClassVar[str] = "relsearch.search.samplers:cmaes"
    kind: Literal["cmaes"] = "cmaes"
    startup_trials: int = Field(1, ge=0)


class Imported(Settings):
    """Any Optuna sampler by import path, ``package.module:Class``, with its keyword arguments."""

    implementation: ClassVar[str] = "relsearch.search.samplers:imported"
    kind: Literal["import"]
    path: str = Field(pattern=r"^[\w.]+:\w+$")
    arguments: dict[str, Any] = Field(default_factory=dict)


class OptunaHub(Settings):
    """A sampler of OptunaHub's registry, ``samplers/package:Class``; ``ref`` pins its commit."""

    implementation: ClassVar[str] = "relsearch.search.samplers:from_optunahub"
    kind: Literal["optunahub"]
    path: str = Field(pattern=r"^[\w./-]+:\w+$")
    ref: str = "main"
    arguments: dict[str, Any] = Field(default_factory=dict)


Sampler = Annotated[
    TPE | GP | Random | Grid | CmaEs | Imported | OptunaHub, Field(discriminator="kind")
]
SAMPLERS: dict[str, type[Settings]] = {
    "tpe": TPE,
    "gp": GP,
    "random": Random,
    "grid": Grid,
    "cmaes": CmaEs,
    "import": Imported,
    "optunahub": OptunaHub,
}
BORROWED = ("cmaes", "import", "optunahub")
"""Rows whose code comes from elsewhere, and may be missing where a search file is read."""
