"""Searches by name and by file."""

import pytest

from relsearch.errors import ConfigError
from relsearch.search.replay.searches import USUAL, of_file, strategy
from tests.search.replay.made import SPACE


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_names_are_strategies(name):
    assert strategy(name)["sampler"].kind == name.partition("+")[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tpee", "did you mean 'tpe'"),
        ("tpe+ahsa", "did you mean 'asha'"),
        ("tpe+asha-weeks", "the axis epochs or share"),
        ("import", "unknown sampler"),
    ],
)
def test_a_name_that_is_none_is_refused(name, said):
    with pytest.raises(ConfigError, match=said):
        strategy(name)


def test_what_the_curves_cannot_answer_is_listed_at_once(tmp_path):
    file = tmp_path / "space.yaml"
    file.write_text(
        "study: s\nfixed: {encoder: x, epochs: 3}\n"
        "space: {lr: {low: 1.0e-6, high: 1.0e-4}, prompt: [default, quiz]}\n"
    )
    with pytest.raises(ConfigError) as refused:
        of_file(file, SPACE)
    assert sorted(refused.value.problems) == [
        "epochs: 3 was not recorded",
        "space.lr: 1e-06 was not recorded",
        "space.prompt: was not varied; recorded are lr, head, epochs",
    ]
