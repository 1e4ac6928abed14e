"""Budgets: when they are spent, and one that never would be."""

import pytest

from relsearch.config import SearchConfig
from relsearch.errors import ConfigError
from relsearch.search.budgets import Budgets, check_budgets
from tests.search.test_pruning import evaluation


def test_gpu_hours_are_a_trials_seconds_times_its_share():
    seen = {0: [evaluation(1, 50.0, seconds=1800), evaluation(2, 50.0, seconds=3600)]}
    assert Budgets(gpu_hours=1, gpus=0.5).used(seen) == 0.5
    assert Budgets(gpu_hours=1, gpus=0.5).spent(seen) is None
    assert Budgets(gpu_hours=0.5, gpus=0.5).spent(seen).startswith("search.gpu_hours is spent")


def test_gpu_hours_without_a_gpu_are_refused_for_they_would_never_be_spent():
    with pytest.raises(ConfigError, match=r"search\.gpu_hours is 2, .* give search\.time_budget"):
        check_budgets(SearchConfig(gpu_hours=2), gpus=0)
    check_budgets(SearchConfig(gpu_hours=2), gpus=0.25)
    check_budgets(SearchConfig(), gpus=0)
