"""The space: choices, ranges, their conditions and the combinations that they leave."""

import pytest

from relsearch.config import Choice, Range
from relsearch.config.space import combinations, is_active, parents_first

WHEN = """
space:
  head_norm: {choices: [none, layer], when: {head: [bilstm, bigru]}}
  head: [base, bilstm, bigru]
"""


def test_a_list_is_a_choice(parse):
    assert parse("space: {epochs: [3, 5]}").space["epochs"] == Choice(choices=(3, 5))


def test_a_mapping_with_ends_is_a_range(parse):
    space = parse("space: {lr: {low: 1.0e-5, high: 1.0e-4, log: true}}").space
    assert space["lr"] == Range(low=1e-5, high=1e-4, log=True)


def test_a_number_that_yaml_reads_as_text_becomes_one(parse):
    assert parse("space: {lr: [1e-5, 2e-5]}").space["lr"].choices == (1e-5, 2e-5)
    assert parse("space: {lr: {low: 1e-5, high: 2e-5}}").space["lr"].low == 1e-5


def test_the_values_of_a_condition_become_their_keys_type(parse):
    text = "space: {lr: [1e-5, 2e-5], clip: {choices: [1, 2], when: {lr: 1e-5}}}"
    assert parse(text).space["clip"].when == {"lr": (1e-5,)}


def test_a_condition_on_one_value_needs_no_list(parse):
    text = "space: {head: [base, bilstm], head_norm: {choices: [layer], when: {head: bilstm}}}"
    assert parse(text).space["head_norm"].when == {"head": ("bilstm",)}


def test_a_condition_on_a_key_that_is_not_searched_is_a_problem(problems):
    text = "space: {prompt: [quiz], head_norm: {choices: [layer], when: {head: bilstm}}}"
    (problem,) = problems(text)
    assert problem.startswith("space.head_norm.when.head: is no key of the space")


def test_a_condition_on_a_value_that_is_not_searched_is_a_problem(problems):
    text = "space: {head: [base], head_norm: {choices: [layer], when: {head: bilstm}}}"
    assert problems(text) == ("space.head_norm.when.head: 'bilstm' is not in space.head",)


def test_a_condition_on_no_key_brings_the_right_one(problems):
    text = "space: {head: [base], head_norm: {choices: [layer], when: {haed: base}}}"
    assert problems(text) == ("space.head_norm.when.haed: unknown key; did you mean 'head'?",)


def test_conditions_in_a_circle_are_a_problem(problems):
    text = """
    space:
      head: {choices: [base], when: {prompt: quiz}}
      prompt: {choices: [quiz], when: {head: base}}
    """
    assert problems(text) == ("space: `when` conditions form a circle: head, prompt",)


def test_a_condition_that_a_fixed_value_fulfils_is_gone(parse):
    text = """
    fixed: {encoder: a, head: bilstm}
    space: {head_norm: {choices: [none, layer], when: {head: bilstm}}}
    """
    assert parse(text).space == {"head_norm": Choice(choices=("none", "layer"))}


def test_a_fixed_value_takes_out_what_hangs_on_another_and_its_children(parse):
    text = """
    fixed: {encoder: a, head: base}
    space:
      head_norm: {choices: [none, layer], when: {head: bilstm}}
      head_dropout: {low: 0.1, high: 0.3, when: {head_norm: layer}}
      epochs: [3]
    """
    assert parse(text).space == {"epochs": Choice(choices=(3,))}


def test_parents_come_before_their_children(parse):
    assert list(parents_first(parse(WHEN).space)) == ["head", "head_norm"]


def test_a_key_whose_parent_is_not_there_is_not_there_either():
    dimension = Choice(choices=(1, 2), when={"ema": (None,)})
    assert not is_active(dimension, {})
    assert is_active(dimension, {"ema": None})


def test_combinations_leave_out_what_its_condition_switches_off(parse):
    assert list(combinations(parse(WHEN).space)) == [
        {"head": "base"},
        {"head": "bilstm", "head_norm": "none"},
        {"head": "bilstm", "head_norm": "layer"},
        {"head": "bigru", "head_norm": "none"},
        {"head": "bigru", "head_norm": "layer"},
    ]


def test_an_empty_space_has_one_combination():
    assert list(combinations({})) == [{}]


@pytest.mark.parametrize(
    ("search", "trials"),
    [
        ("", 64),
        ("search: {trials: 7}", 7),
        ("search: {sampler: {kind: grid}}", 5),
        ("search: {sampler: {kind: grid}, trials: 3}", 3),
        ("search: {sampler: {kind: grid}, trials: 99}", 5),
        ("search: {sampler: {kind: grid}}\nstart_with: [{head: bigru}]", 5),
        ("search: {sampler: {kind: grid}}\nstart_with: [{prompt: quiz}, {prompt: s_and_o}]", 6),
    ],
)
def test_trials_are_those_asked_for_and_a_grid_has_no_more_than_its_runs(parse, search, trials):
    assert parse(f"{search}\n{WHEN}").trials == trials
