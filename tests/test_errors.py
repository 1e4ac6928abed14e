"""Errors a user can mend, and the nearest right word."""

import pytest

from relsearch import errors
from relsearch.components import look_up
from relsearch.errors import ConfigError, RelsearchError, did_you_mean

TREE = [
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, Exception)
]


def test_a_near_miss_brings_the_right_word():
    assert did_you_mean("haed", ["head", "lr"]) == "; did you mean 'head'?"


def test_a_word_near_to_nothing_brings_all_there_is():
    assert did_you_mean("zzz", ["head", "lr"]) == "; choose from head, lr"


def test_a_word_need_not_be_text():
    assert did_you_mean(3, {"head": 1}) == "; choose from head"  # YAML keys may be numbers


def test_a_config_error_lists_its_problems_one_a_line():
    error = ConfigError("a.yaml has 2 problems:", ["lr: is wrong", "head: too"])
    assert str(error) == "a.yaml has 2 problems:\n  - lr: is wrong\n  - head: too"
    assert error.problems == ("lr: is wrong", "head: too")


@pytest.mark.parametrize("error", TREE)
def test_every_error_is_one_that_the_command_line_catches(error):
    assert issubclass(error, RelsearchError)


def test_the_tree_that_the_module_draws_names_every_error():
    assert all(error.__name__ in (errors.__doc__ or "") for error in TREE)


def test_looking_up_a_row_that_is_not_there_says_what_was_wanted():
    with pytest.raises(ConfigError, match="unknown head 'bsae'; did you mean 'base'"):
        look_up({"base": 1}, "bsae", kind="head")
