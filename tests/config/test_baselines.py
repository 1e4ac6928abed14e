"""Baselines: what every search runs first."""

import pytest

from relsearch.config import baselines, is_baseline, parse_study

SPACE = {"head": ["bilstm", "base"], "lr": {"low": 1e-5, "high": 5e-5}, "epochs": [5, 6]}
DEFAULTS = {"head": "base", "lr": 2e-5}  # three epochs, the default, are not in the space


def config_of(space=SPACE, start_with=(), **search):
    raw = {
        "study": "hand",
        "data": {"reader": "sample"},
        "search": search,
        "start_with": list(start_with),
        "fixed": {"encoder": "bundled/mini"},
        "space": space,
    }
    return parse_study(raw, source="a test")


def test_defaults_that_the_space_holds_follow_start_with():
    given = {"input_format": "default"}
    assert baselines(config_of(start_with=[given])) == [given, DEFAULTS]


def test_defaults_that_start_with_names_are_not_run_twice():
    given = {**DEFAULTS, "epochs": 5}
    assert baselines(config_of(start_with=[given])) == [given]


def test_a_space_without_any_default_adds_no_baseline():
    assert baselines(config_of(space={"epochs": [5, 6]})) == []


def test_a_default_between_two_steps_is_left_to_the_sampler():
    space = {"epochs": {"low": 2, "high": 6, "step": 2}, "batch_size": {"low": 16, "high": 64}}
    assert baselines(config_of(space=space)) == [{"batch_size": 32}]


def test_a_conditional_key_is_a_baselines_only_under_its_condition():
    norm = {"choices": ["none", "layer"], "when": {"head": ["bilstm"]}}
    assert baselines(config_of(space={"head": ["bilstm", "base"], "head_norm": norm})) == [
        {"head": "base"}
    ]


@pytest.mark.parametrize(
    ("epochs", "expected"), [([3, 5], [{"epochs": 3, "head": "base"}]), ([5, 6], [])]
)
def test_a_grid_begins_with_the_defaults_where_it_has_them(epochs, expected):
    config = config_of(
        space={"head": ["bilstm", "base"], "epochs": epochs}, sampler={"kind": "grid"}
    )
    assert baselines(config) == expected


def test_a_trial_is_a_baseline_by_its_number_and_its_values():
    config = config_of()
    assert is_baseline(config, 0, {**DEFAULTS, "epochs": 6})
    assert not is_baseline(config, 1, {**DEFAULTS, "epochs": 6})  # drawn later by chance
    assert not is_baseline(config, 0, {"head": "bilstm", "lr": 2e-5})  # an older study's first


def test_a_baseline_read_back_from_a_journal_is_still_one():
    config = config_of(start_with=[{"augment": ["aeda"]}])
    assert config.start_with[0] == {"augment": ("aeda",)}
    assert is_baseline(config, 0, {"augment": ["aeda"], "head": "bilstm"})
    assert not is_baseline(config, 0, {"augment": ["token_masking"], "head": "bilstm"})


def test_a_key_that_a_baseline_has_no_place_for_is_none_of_its_values():
    norm = {"choices": ["none", "layer"], "when": {"head": ["bilstm"]}}
    space = {"head": ["bilstm", "base"], "head_norm": norm}
    config = config_of(space=space, start_with=[{"head": "base", "head_norm": "layer"}])
    assert is_baseline(config, 0, {"head": "base"})  # as the journal hands it out
