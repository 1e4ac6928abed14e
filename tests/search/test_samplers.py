"""The contract of every row of SAMPLERS: it fills the space, within its bounds, repeatably."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import optuna
import pytest

from relsearch.commands.check import check
from relsearch.commands.tune import tune
from relsearch.config import Choice, Range, parse_study
from relsearch.config.samplers import SAMPLERS, Imported, OptunaHub
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


@pytest.fixture(autouse=True)
def hub(monkeypatch):
    """An optunahub whose only package is Optuna's own samplers; notes what is asked of it."""
    asked = []

    def load_module(package, *, ref):
        asked.append((package, ref))
        if package != "samplers/own":
            raise ValueError(f"{package} not found")
        return optuna.samplers

    module = ModuleType("optunahub")
    module.__spec__ = ModuleSpec("optunahub", loader=None)
    module.load_module = load_module
    monkeypatch.setitem(sys.modules, "optunahub", module)
    return asked


def settings_of(kind):
    if kind == "optunahub":
        return OptunaHub(kind=kind, path="samplers/own:TPESampler", arguments={"group": False})
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


@pytest.mark.parametrize(
    ("path", "arguments", "said"),
    [
        ("optuna.samplers:NoSuchSampler", {}, "NoSuchSampler"),
        ("no_such_module:Sampler", {}, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("optuna.samplers:RandomSampler", {"sed": 1}, "unexpected keyword argument 'sed'"),
        ("fractions:Fraction", {}, "is no Optuna sampler but a Fraction"),
    ],
)
def test_a_sampler_that_cannot_be_made_is_named_with_the_reason(path, arguments, said):
    settings = Imported(kind="import", path=path, arguments=arguments)
    with pytest.raises(ConfigError, match=rf"search\.sampler\.path '{path}'.*{said}"):
        build_sampler(settings, seed=1)


def drawn_lr(settings, **options):
    study = optuna.create_study(sampler=build_sampler(settings, **options))
    return study.ask().suggest_float("lr", 0, 1)


def test_a_borrowed_sampler_gets_the_studys_seed_unless_it_has_its_own():
    plain = Imported(kind="import", path="optuna.samplers:RandomSampler")
    assert drawn_lr(plain, seed=1) == drawn_lr(plain, seed=1) != drawn_lr(plain, seed=2)
    own = plain.model_copy(update={"arguments": {"seed": 1}})
    assert drawn_lr(own, seed=2) == drawn_lr(plain, seed=1)
    assert drawn_lr(own, seed=2, asked=3) == drawn_lr(plain, seed=1, asked=3)


def test_a_package_of_optunahub_is_asked_for_at_its_ref(hub):
    build_sampler(OptunaHub(kind="optunahub", path="samplers/own:RandomSampler"), seed=1)
    pinned = OptunaHub(kind="optunahub", path="samplers/none:RandomSampler", ref="0a1b2c")
    with pytest.raises(ConfigError, match="samplers/none not found"):
        build_sampler(pinned, seed=1)
    assert hub == [("samplers/own", "main"), ("samplers/none", "0a1b2c")]


def test_without_optunahub_its_extra_is_named(monkeypatch):
    monkeypatch.setattr("relsearch.search.samplers.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'relsearch\[optunahub\]'"):
        build_sampler(settings_of("optunahub"), seed=1)


def test_a_search_file_may_name_a_sampler_by_path():
    raw = {
        "study": "own",
        "data": {"reader": "sample"},
        "search": {"sampler": {"kind": "import", "path": "optuna.samplers:QMCSampler"}},
        "fixed": {"encoder": "bundled/mini"},
    }
    assert parse_study(raw, source="a test").search.sampler.path == "optuna.samplers:QMCSampler"


def test_check_refuses_a_sampler_that_is_not_there(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(
        "study: own\ndata: {reader: sample}\nfixed: {encoder: bundled/mini}\n"
        "search: {sampler: {kind: import, path: 'no_such_module:Sampler'}}\n"
    )
    with pytest.raises(ConfigError, match="no_such_module"):
        check(file)
    with pytest.raises(ConfigError, match="no_such_module"):
        tune(file, results=tmp_path / "results")
    assert not (tmp_path / "results").exists()
