"""What is wrong with a search file: all of it, where it stands, and the nearest right word."""

import pytest

from relsearch.config import load_space, parse_study
from relsearch.errors import ConfigError

ALL_AT_ONCE = """
stduy: hand
data: {reader: klue-jsn}
search: {trials: 0, sampler: {kind: tpee}}
resources: {gpu: 1}
fixed: {lr: fast}
space: {epoch: [3], head: [bistm]}
start_with: [{promt: quiz}]
"""
ONE_EACH = {
    "fixed: {encoder: a, epochs: 2.5}": ("fixed.epochs", "fractional part, but got 2.5"),
    "fixed: {encoder: a, lr: -1}": ("fixed.lr", "should be greater than 0, but got -1"),
    "fixed: {encoder: a, class_weights: all}": ("fixed.class_weights", "'none' or 'balanced'"),
    "fixed: {encoder: a, prompt: quizz}": ("fixed.prompt", "did you mean 'quiz'?"),
    "fixed: {encoder: a, prompt: 3}": ("fixed.prompt", "a name or {template"),
    "fixed: {encoder: a, prompt: {template: 5}}": ("fixed.prompt", "a text in quotes, but got 5"),
    "space: {prompt: [{template: [x]}]}": ("space.prompt[0]", "a text in quotes, but got ['x']"),
    "fixed: {encoder: a, augment: [aedda]}": ("fixed.augment", "did you mean 'aeda'?"),
    "fixed: {encoder: a, augment: aeda}": ("fixed.augment", "none or a list of names"),
    "fixed: {encoder: a, augment: [[aeda]]}": ("fixed.augment", "none or a list of names"),
    "fixed: {encoder: a, augment: [aeda, aeda]}": ("fixed.augment", "each once"),
    "fixed: {encoder: a, augment: []}": ("fixed.augment", "one augmentation or more"),
    "space: {augment: [none, aeda]}": ("space.augment[1]", "none or a list of names"),
    "space: [lr]": ("space", "should be a mapping"),
    "space: {lr: 1.0e-5}": ("space.lr", "a single value goes under fixed"),
    "space: {lr: []}": ("space.lr.choices", "should not be empty"),
    "space: {lr: [1.0e-5, slow]}": ("space.lr[1]", "should be a valid number"),
    "space: {lr: {chioces: [1], choices: [1]}}": ("space.lr.chioces", "did you mean 'choices'?"),
    "space: {lr: {low: 2, high: 1}}": ("space.lr", "but got (low=2.0, high=1.0)"),
    "space: {head_dropout: {low: 0.5, high: 1.5}}": ("space.head_dropout.high", "less than 1"),
    "space: {weight_decay: {low: 0, high: 1, log: true}}": ("space.weight_decay", "low > 0"),
    "space: {lr: {low: 1, high: 2, log: true, step: 1}}": ("space.lr", "leave one out"),
    "space: {epochs: {low: 1, high: 3, step: 0.5}}": ("space.epochs.step", "a whole number"),
    "space: {type_transform: {low: 0, high: 1}}": ("space.type_transform", "list its choices"),
    "search: {sampler: {kind: tpe, startup_trails: 3}}": (
        "search.sampler.startup_trails",
        "did you mean 'startup_trials'?",
    ),
    "search: {sampler: {startup_trials: 3}}": ("search.sampler", "needs a kind"),
    "search: {scheduler: asha}": ("search.scheduler", "should be a mapping"),
    "search: {scheduler: {kind: ashe}}": ("search.scheduler", "did you mean 'asha'?"),
    "search: {scheduler: {kind: asha, axis: steps}}": ("search.scheduler.axis", "'epochs' or"),
    "search: {prior: [1], metric: prior_weighted_micro_f1}": ("search.prior", "{label: share}"),
    "search: {metric: prior_weighted_micro_f1}": ("search", "needs a prior: bbse, em"),
    "search: {prior: {}}": ("search.prior", "none below 0 and one above it, but got {}"),
    "search: {prior: {a: 0}}": ("search.prior", "none below 0 and one above it"),
    "search: {prior: {a: .inf}}": ("search.prior", "should be finite"),
    "search: {prior: {a: .nan, b: 1}}": ("search.prior", "should be finite"),
    "search: {prior: {a: -1, b: 2}}": ("search.prior", "none below 0"),
    "search: {prior: {file: a, raeder: jsonl}}": ("search.prior", "{file: PATH, reader: READER}"),
    "search: {prior: {file: a, reader: jsonn}}": ("search.prior.reader", "did you mean 'jsonl'?"),
    "search: {prior: {file: a, reader: hub}}": (
        "search.prior.reader",
        "hub reads no file; give kl",
    ),
    "search: {prior: {file: a}}": ("search.prior.reader", "sample reads no file"),
    "search: {time_budget: 2 hours}": ("search.time_budget", "write 90s, 30m, 2h or 1h30m"),
    "search: {sampler: {kind: grid}}\nspace: {lr: {low: 1, high: 2}}": ("space.lr", "got a range"),
    "search: []": ("search", "should be a mapping"),
    "data: {split: {sed: 3}}": ("data.split.sed", "did you mean 'seed'?"),
    "data: {split: {like: em}}": ("data.split.like", "`relsearch data split --like em"),
    "data: {split: {like: 3}}": ("data.split.like", "should be"),
    "data: {split: {like: a.json}}": ("data.split.like.reader", "sample reads no file"),
    "data: {split: {like: {file: a, reader: jsonn}}}": (
        "data.split.like.reader",
        "did you mean 'jsonl'?",
    ),
    "start_with: {lr: 1}": ("start_with", "should be a list"),
    "start_with: [3]": ("start_with[0]", "should be a mapping"),
    "lr: 3": ("lr", "goes under fixed or space"),
}


def test_every_problem_is_told_at_once(problems):
    paths = [problem.partition(":")[0] for problem in problems(ALL_AT_ONCE)]
    assert sorted(paths) == [
        "data.reader",
        "fixed.encoder",  # ALL_AT_ONCE gives a `fixed` without one
        "fixed.lr",
        "resources.gpu",
        "search.sampler",
        "search.trials",
        "space.epoch",
        "space.head[0]",
        "start_with[0].promt",
        "stduy",
    ]


@pytest.mark.parametrize("word", ["study", "tpe", "gpus", "epochs", "bilstm", "prompt"])
def test_a_misspelt_word_brings_the_right_one(problems, word):
    assert any(f"did you mean '{word}'?" in problem for problem in problems(ALL_AT_ONCE))


@pytest.mark.parametrize("text", ONE_EACH)
def test_a_problem_is_told_once_with_its_path_and_its_cure(problems, text):
    path, cure = ONE_EACH[text]
    (problem,) = problems(text)
    assert problem.startswith(f"{path}: ")
    assert cure in problem


def test_the_message_counts_and_lists_the_problems():
    with pytest.raises(ConfigError) as caught:
        parse_study({"study": "hand", "fixed": {"seed": "x"}}, source="a.yaml")
    first, *listed = str(caught.value).splitlines()
    assert first == "a.yaml has 2 problems:"
    assert [line[:4] for line in listed] == ["  - ", "  - "]


def test_a_value_of_start_with_stands_in_the_space(problems):
    text = "space: {lr: [1.0e-5]}\nstart_with: [{lr: 2.0e-5}]"
    assert problems(text) == ("start_with[0].lr: 2e-05 is outside space.lr; add it there",)


def test_start_with_may_take_any_value_of_a_range(parse):
    text = "space: {lr: {low: 1.0e-5, high: 5.0e-5}}\nstart_with: [{lr: 2.0e-5}]"
    assert parse(text).start_with == ({"lr": 2e-5},)


def test_a_key_stands_in_fixed_or_in_the_space(problems):
    text = "fixed: {encoder: a, lr: 1.0e-5}\nspace: {lr: [1.0e-5]}"
    assert problems(text) == ("lr: stands in both fixed and space; keep one",)


def test_fixed_is_a_mapping(problems):
    assert problems("fixed: 3")[0] == "fixed: should be a mapping of key: value, but got 3"


def test_an_encoder_is_required():
    with pytest.raises(ConfigError, match=r"fixed\.encoder: is required"):
        parse_study({"study": "hand"}, source="a.yaml")


@pytest.mark.parametrize("name", ["a/b", "", "..", ".hidden", "two words", None, 3])
def test_a_study_needs_a_name_that_can_be_a_folder(name):
    with pytest.raises(ConfigError, match="study: should be a name"):
        parse_study({"study": name, "fixed": {"encoder": "a"}}, source="a.yaml")


def test_a_missing_file_brings_its_neighbour(write):
    file = write("")
    with pytest.raises(ConfigError, match=r"no search file .*stdy.yaml; did you mean .*study.yaml"):
        load_space(file.with_name("stdy.yaml"))


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"- a list"])
def test_a_file_that_holds_no_sections_is_refused(tmp_path, content):
    file = tmp_path / "study.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"study\.yaml"):
        load_space(file)
