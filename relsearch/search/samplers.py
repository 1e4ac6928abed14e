"""Optuna samplers as `search.sampler` asks for them; a row of SAMPLERS names each function."""

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING

from relsearch.components import load
from relsearch.config.samplers import GP, TPE, CmaEs, Grid, Imported, Random
from relsearch.config.settings import Settings
from relsearch.errors import ConfigError

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


def build_sampler(settings: Settings, *, seed: int) -> "BaseSampler":
    """Return the Optuna sampler of a `search.sampler` section."""
    from optuna.exceptions import ExperimentalWarning

    build = load(settings.implementation)  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        return build(settings, seed)  # type: ignore[no-any-return]


def tpe(settings: TPE, seed: int) -> "BaseSampler":
    """Multivariate TPE; grouped, so that conditional keys are modelled where they are active."""
    from optuna.samplers import TPESampler

    return TPESampler(
        seed=seed,
        multivariate=True,
        group=True,
        n_startup_trials=settings.startup_trials,
        constant_liar=settings.constant_liar,
    )


def gp(settings: GP, seed: int) -> "BaseSampler":
    """A Gaussian process over the keys that every trial has, random draws for conditional ones."""
    from optuna.samplers import GPSampler

    return GPSampler(
        seed=seed, n_startup_trials=settings.startup_trials, warn_independent_sampling=False
    )


def random(settings: Random, seed: int) -> "BaseSampler":
    """Independent draws."""
    from optuna.samplers import RandomSampler

    return RandomSampler(seed=seed)


def grid(settings: Grid, seed: int) -> "BaseSampler":
    """Nothing to sample: the study's queue holds every combination from the start."""
    return random(Random(), seed)


def cmaes(settings: CmaEs, seed: int) -> "BaseSampler":
    """CMA-ES for the numbers, random draws for the rest."""
    from optuna.samplers import CmaEsSampler, RandomSampler

    if find_spec("cmaes") is None:
        raise ConfigError(
            "sampler kind 'cmaes' needs the package cmaes: pip install 'relsearch[samplers]'"
        )
    independent = RandomSampler(seed=seed)
    return CmaEsSampler(
        seed=seed,
        n_startup_trials=settings.startup_trials,
        independent_sampler=independent,
        warn_independent_sampling=False,
    )


def imported(settings: Imported, seed: int) -> "BaseSampler":
    """A sampler class by import path; ConfigError when it cannot be built."""
    try:
        return load(settings.path)(**settings.arguments)  # type: ignore[no-any-return]
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError(f"search.sampler.path {settings.path!r}: {error}") from None
