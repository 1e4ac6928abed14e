"""The search files that ship with the program: each is right and says what it is for."""

from pathlib import Path

import pytest

import relsearch
from relsearch.config import StudyConfig, load_space
from relsearch.config.space import combinations

FOLDER = Path(relsearch.__file__).parents[1] / "search_spaces"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
GRIDS = sorted(name for name in FILES if name.startswith("report-"))
FROM_COMMAND_LINE = {
    "klue-small": ["data.train=train.json", "data.dev=dev.json"],
    "report-2021": ["data.train=train.tsv", "data.test=test.tsv"],
}


def load(name: str) -> StudyConfig:
    """Load a file the way its own first lines say."""
    return load_space(FILES[name], FROM_COMMAND_LINE.get(name, ()))


@pytest.mark.parametrize("name", FILES)
def test_a_file_names_its_study_after_itself(name: str) -> None:
    assert load(name).study == name


@pytest.mark.parametrize("name", FILES)
def test_a_file_opens_with_its_command_and_its_cost(name: str) -> None:
    head = FILES[name].read_text(encoding="utf-8").partition("\nstudy:")[0]
    assert f"\n#     relsearch tune search_spaces/{name}.yaml" in head
    assert "\n# Cost: " in head


@pytest.mark.parametrize("name", GRIDS)
def test_a_grid_has_as_many_trials_as_combinations(name: str) -> None:
    config = load(name)
    assert config.search.sampler.kind == "grid"
    assert config.search.trials == len([*combinations(config.space)])


def test_the_quickstart_runs_the_plain_baseline_first() -> None:
    assert load("quickstart").start_with[0] == {"input_format": "default", "prompt": "default"}
