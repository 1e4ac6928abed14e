"""The contract of every row of SAMPLERS: it fills the space, within its bounds, repeatably."""

import pytest

from relsearch.config import Choice, Range, parse_study
from relsearch.config.samplers import SAMPLERS, Imported
from relsearch.errors import ConfigError
from relsearch.search.samplers import build_sampler
from relsearch.study import Journal

SPACE = {
    "lr": Range(low=1e-5, high=1e-3, log=True),
    "epochs": Range(low=1, high=6),
    "warmup_ratio": Range(low=0.0, high=0.2, step=0.05),
    "head": Choice(choices=("base", "bigru")),
    "head_layers": Choice(choices=(1, 2), when={"head": ("bigru",)}),
}


def settings_of(kind):
    if kind == "import":
        return Imported(kind=kind, path="optuna.samplers:QMCSampler", arguments={"seed": 7})
    return SAMPLERS[kind]()


def draw(kind, folder, trials=14):
    journal = Journal.create(
        folder / "study.journal",
        space=SPACE,
        sampler=build_sampler(settings_of(kind), seed=7),
    )
    drawn = []
    for number in range(trials):
        asked = journal.ask()
        drawn.append(asked.values)
        journal.tell(asked.number, "complete", best=float(number))
    return drawn


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
@pytest.mark.parametrize("kind", SAMPLERS)
def test_every_sampler_stays_within_the_space_and_its_conditions(kind, tmp_path):
    for values in draw(kind, tmp_path / "study"):
        assert 1e-5 <= values["lr"] <= 1e-3
        assert values["epochs"] in range(1, 7)
        assert round(values["warmup_ratio"] / 0.05, 6).is_integer()
        assert ("head_layers" in values) == (values["head"] == "bigru")


@pytest.mark.parametrize("kind", ["tpe", "random"])
def test_the_same_seed_draws_the_same_configurations(kind, tmp_path):
    assert draw(kind, tmp_path / "one") == draw(kind, tmp_path / "two")


def test_a_sampler_that_cannot_be_imported_is_named(tmp_path):
    settings = Imported(kind="import", path="optuna.samplers:NoSuchSampler")
    with pytest.raises(ConfigError, match="NoSuchSampler"):
        build_sampler(settings, seed=1)


def test_a_search_file_may_name_a_sampler_by_path():
    raw = {
        "study": "own",
        "data": {"reader": "sample"},
        "search": {"sampler": {"kind": "import", "path": "optuna.samplers:QMCSampler"}},
        "fixed": {"encoder": "bundled/mini"},
    }
    assert parse_study(raw, source="a test").search.sampler.path == "optuna.samplers:QMCSampler"
