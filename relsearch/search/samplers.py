"""Optuna samplers as `search.sampler` asks for them; a row of SAMPLERS names each function."""

import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import TYPE_CHECKING, Any

from relsearch.components import load
from relsearch.config.samplers import GP, TPE, CmaEs, Grid, Imported, OptunaHub, Random
from relsearch.config.settings import Settings
from relsearch.errors import ConfigError

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


def build_sampler(settings: Settings, *, seed: int, asked: int = 0) -> "BaseSampler":
    """Return the Optuna sampler of a `search.sampler` section, after ``asked`` trials.

    A seed among the sampler's own arguments counts in the place of ``seed``. Raises ConfigError
    where it cannot be built.
    """
    from optuna.exceptions import ExperimentalWarning

    build = load(settings.implementation)  # type: ignore[attr-defined]
    own = getattr(settings, "arguments", {}).get("seed")
    # A seed of its own, or a reopened sampler would draw again what it drew before.
    seed = (own if isinstance(own, int) else seed) + asked
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
    """A sampler class by import path."""
    return _made(lambda: load(settings.path), settings, seed)


def from_optunahub(settings: OptunaHub, seed: int) -> "BaseSampler":
    """A sampler class of a package in OptunaHub's registry, which is fetched once a machine."""
    if find_spec("optunahub") is None:
        raise ConfigError(
            "sampler kind 'optunahub' needs the package optunahub:"
            " pip install 'relsearch[optunahub]'"
        )
    hub = import_module("optunahub")
    package, _, name = settings.path.partition(":")
    return _made(lambda: getattr(hub.load_module(package, ref=settings.ref), name), settings, seed)


def _made(find: Callable[[], Any], settings: Imported | OptunaHub, seed: int) -> "BaseSampler":
    """Build somebody else's class; ConfigError whatever it raises, and for what is no sampler."""
    try:
        sampler = _called(find(), settings.arguments, seed)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise ConfigError(f"search.sampler.path {settings.path!r}: {said}") from None
    return sampler


def _called(made: Any, arguments: dict[str, Any], seed: int) -> "BaseSampler":
    """Call a sampler's class, with a seed where it takes one."""
    from optuna.samplers import BaseSampler

    seeded = {"seed": seed} if "seed" in signature(made).parameters else {}
    sampler = made(**{**arguments, **seeded})
    if not isinstance(sampler, BaseSampler):
        raise TypeError(f"is no Optuna sampler but a {type(sampler).__name__}")
    return sampler
