"""load_space: a search file, its overrides, and the paths in both."""

import pytest

from relsearch.config import Choice, load_space
from relsearch.errors import ConfigError

FILE = """
data: {reader: jsonl, train: rows/train.jsonl}
space:
  lr: [1e-5, 2e-5]
  head: [base, bilstm]
  head_norm: {choices: [none, layer], when: {head: bilstm}}
"""


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A working directory that is not the file's folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_paths_in_the_file_stand_from_its_folder(write, elsewhere):
    file = write(FILE)
    assert load_space(file).data.train == file.parent / "rows" / "train.jsonl"


def test_paths_on_the_command_line_stand_from_the_working_directory(write, elsewhere):
    config = load_space(write(FILE), ["data.train=mine.jsonl", "data.labels=names.txt"])
    assert config.data.train == elsewhere / "mine.jsonl"
    assert config.data.labels == elsewhere / "names.txt"


def test_a_section_given_whole_has_its_paths_from_the_working_directory(write, elsewhere):
    config = load_space(write(FILE), ["data={reader: jsonl, train: mine.jsonl}"])
    assert config.data.train == elsewhere / "mine.jsonl"


def test_the_priors_file_stands_from_the_search_files_folder(write, elsewhere):
    prior = "{file: labelled.jsonl, reader: jsonl}"
    file = write(f"search: {{metric: prior_weighted_micro_f1, prior: {prior}}}")
    assert load_space(file).search.prior.file == file.parent / "labelled.jsonl"


@pytest.mark.parametrize("like", ["target.jsonl", "{file: target.jsonl, reader: jsonl}"])
def test_the_file_that_parts_are_to_be_like_stands_from_the_search_files_folder(write, like):
    file = write(f"data: {{reader: jsonl, train: train.jsonl, split: {{like: {like}}}}}")
    assert load_space(file).data.split.like.file == file.parent / "target.jsonl"


def test_an_encoder_that_is_a_folder_becomes_absolute(write, elsewhere):
    file = write("fixed: {encoder: encoders/mine}")
    (file.parent / "encoders" / "mine").mkdir(parents=True)
    assert load_space(file).fixed["encoder"] == str(file.parent / "encoders" / "mine")


def test_searched_encoders_become_absolute_where_they_are_folders(write, elsewhere):
    file = write("fixed: {}\nspace: {encoder: [mine, klue/roberta-base]}\nstart_with: []")
    (file.parent / "mine").mkdir()
    choices = load_space(file).space["encoder"].choices
    assert choices == (str(file.parent / "mine"), "klue/roberta-base")


def test_a_hub_name_and_a_bundled_encoder_stay_as_they_are(write, elsewhere):
    assert load_space(write("")).fixed["encoder"] == "bundled/mini"
    assert load_space(write("fixed: {encoder: klue/bert-base}")).fixed["encoder"] == (
        "klue/bert-base"
    )


@pytest.mark.parametrize(
    ("override", "section", "key", "value"),
    [
        ("search.trials=7", "search", "trials", 7),
        ("search.time_budget=2h", "search", "time_budget", 7200.0),
        ("search.metric=auprc", "search", "metric", "auprc"),
        ("resources.gpus=0.5", "resources", "gpus", 0.5),
        ("data.on_bad_row=drop", "data", "on_bad_row", "drop"),
    ],
)
def test_any_dotted_key_can_be_set(write, override, section, key, value):
    config = load_space(write(FILE), [override])
    assert getattr(getattr(config, section), key) == value


def test_a_key_of_a_section_that_the_file_leaves_out_can_be_set(write):
    config = load_space(write(FILE), ["search.sampler.kind=random", "data.split.seed=3"])
    assert (config.search.sampler.kind, config.data.split.seed) == ("random", 3)


def test_a_list_can_be_set(write):
    config = load_space(write(FILE), ["space.lr=[3e-5]", "start_with=[{lr: 3e-5}]"])
    assert config.space["lr"] == Choice(choices=(3e-5,))
    assert config.start_with == ({"lr": 3e-5},)


def test_the_last_override_of_a_key_counts(write):
    assert load_space(write(FILE), ["search.seed=1", "search.seed=2"]).search.seed == 2


def test_a_value_may_hold_an_equals_sign(write, elsewhere):
    config = load_space(write(FILE), ["data.train=a=b.jsonl"])
    assert config.data.train == elsewhere / "a=b.jsonl"


def test_fixing_a_key_takes_it_out_of_the_space(write):
    config = load_space(write(FILE), ["fixed.lr=1e-4"])
    assert config.fixed["lr"] == 1e-4
    assert "lr" not in config.space


def test_fixing_a_key_settles_the_conditions_on_it(write):
    assert "head_norm" not in load_space(write(FILE), ["fixed.head=base"]).space
    bilstm = load_space(write(FILE), ["fixed.head=bilstm"]).space["head_norm"]
    assert bilstm == Choice(choices=("none", "layer"))


def test_an_override_of_an_unknown_key_is_a_problem_with_its_path(write):
    with pytest.raises(ConfigError) as caught:
        load_space(write(FILE), ["search.trails=3", "fixed.haed=base"])
    assert caught.value.problems == (
        "search.trails: unknown key; did you mean 'trials'?",
        "fixed.haed: unknown key; did you mean 'head'?",
    )


def test_a_trial_key_without_its_section_is_told_where_it_goes(write):
    with pytest.raises(ConfigError, match=r"lr: .*--set fixed\.lr="):
        load_space(write(FILE), ["lr=1e-5"])


@pytest.mark.parametrize("override", ["search.trials", "=3", "study.x=3", "search.trials=[1"])
def test_an_override_that_cannot_be_read_is_shown(write, override):
    with pytest.raises(ConfigError) as caught:
        load_space(write(FILE), [override])
    assert repr(override) in str(caught.value)
