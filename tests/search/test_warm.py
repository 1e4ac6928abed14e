"""Warm: a sampler that draws from what earlier studies found, which no one else sees."""

import optuna
import pytest
from optuna.distributions import FloatDistribution

from relsearch.config.samplers import SAMPLERS
from relsearch.search.samplers import build_sampler
from relsearch.search.warm import Warm

LR = FloatDistribution(1e-5, 1e-1, log=True)


def earlier(lr):
    score = 90.0 if 0.9e-3 <= lr <= 1.1e-3 else 10.0
    return optuna.trial.create_trial(params={"lr": lr}, distributions={"lr": LR}, value=score)


KNOWN = [earlier(10 ** (-5 + 4 * n / 99)) for n in range(100)] + [earlier(1e-3)] * 20


def asked(study, count):
    drawn = []
    for _ in range(count):
        trial = study.ask()
        drawn.append(trial.suggest_float("lr", 1e-5, 1e-1, log=True))
        study.tell(trial, 50.0)
    return drawn


def test_tpe_draws_near_what_was_good_before():
    sampler = build_sampler(SAMPLERS["tpe"](), seed=1)
    study = optuna.create_study(sampler=Warm(sampler, KNOWN), direction="maximize")
    near = [lr for lr in asked(study, 10) if 3e-4 <= lr <= 3e-3]
    assert len(near) >= 8


@pytest.mark.parametrize("kind", ["tpe", "gp", "random", "cmaes"])
def test_every_sampler_can_be_warmed_and_the_study_holds_its_own_trials_alone(kind):
    sampler = build_sampler(SAMPLERS[kind](), seed=1)
    study = optuna.create_study(sampler=Warm(sampler, KNOWN[:30]), direction="maximize")
    asked(study, 3)
    assert [trial.number for trial in study.trials] == [0, 1, 2]
    assert study.best_value == 50.0
