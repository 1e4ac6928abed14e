"""StudyConfig: durations, defaults, columns, and the trial that values make."""

import pytest
from pydantic import ValidationError

from relsearch.config import TrialConfig, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("30m", 1800), ("1h30m", 5400), ("2d", 172800), ("1.5h", 5400)],
)
def test_a_duration_becomes_seconds(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "2x", "h", "1h 30m", "-3m", "1,5h"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


def test_a_time_budget_may_be_a_number_of_seconds(parse):
    assert parse("search: {time_budget: 90}").search.time_budget == 90


def test_sections_left_out_take_their_defaults(parse):
    config = parse("")
    assert config.data.reader == "sample"
    assert (config.search.metric, config.search.sampler.kind) == ("micro_f1", "tpe")
    assert (config.resources.cpus, config.space) == (1, {})


def test_an_empty_section_is_one_left_out(parse):
    assert parse("search:\nspace:\nstart_with:") == parse("")


PRIORS = ["em", "bbse", "{a: 0.25, b: 0.75}", "{file: 1}", "{file: /rows.jsonl, reader: jsonl}"]


@pytest.mark.parametrize("prior", PRIORS)
def test_a_prior_is_em_or_shares_or_a_file(parse, prior):
    config = parse(f"search: {{metric: prior_weighted_micro_f1, prior: {prior}}}")
    assert config.search.prior is not None


def test_a_priors_file_may_have_the_readers_form_of_the_data(parse):
    prior = "search: {prior: {file: /rows.tsv}}"
    config = parse(f"data: {{reader: klue-2021-tsv, train: a.tsv}}\n{prior}")
    assert config.search.prior.reader is None


def test_a_trial_takes_its_values_over_the_fixed_ones(parse):
    trial = parse("fixed: {encoder: bundled/mini, lr: 1e-5, epochs: 5}").trial({"lr": 3e-5})
    assert (trial.lr, trial.epochs, trial.head) == (3e-5, 5, "base")


def test_augmentations_are_none_or_a_list_and_may_be_searched(parse):
    study = parse("space: {augment: [none, [aeda], [relation_swap, aeda]]}")
    assert study.space["augment"].values() == ("none", ("aeda",), ("relation_swap", "aeda"))
    assert study.trial({"augment": ("aeda",)}).augment == ("aeda",)
    assert parse("").trial({}).augment == "none"


def test_a_prompt_may_be_a_template_of_the_users_own(parse):
    own = {"template": "{subject}, {object}?"}
    trial = parse("space: {prompt: [quiz, {template: '{subject}, {object}?'}]}").trial(
        {"prompt": own}
    )
    assert trial.prompt == own


def test_a_template_with_an_unknown_slot_is_a_problem(problems):
    (problem,) = problems("fixed: {encoder: a, prompt: {template: '{subjekt}'}}")
    assert "did you mean 'subject'?" in problem


def test_a_trial_is_frozen():
    trial = TrialConfig(encoder="bundled/mini")
    with pytest.raises(ValidationError, match="frozen"):
        trial.lr = 1.0  # type: ignore[misc]


def test_columns_are_the_usual_ones_the_space_and_what_start_with_adds_each_once(parse):
    text = "space: {epochs: [3], lr: [1e-5]}\nstart_with: [{lr: 1e-5, clip: 2}, {clip: 3}]"
    assert parse(text).columns == ("input_format", "prompt", "head", "lr", "epochs", "clip")


@pytest.mark.parametrize(
    ("text", "epochs"),
    [
        ("", 3),
        ("fixed: {encoder: a, epochs: 2}", 2),
        ("space: {epochs: [1, 5]}", 5),
        ("space: {epochs: {low: 1, high: 9}}", 9),
        ("fixed: {encoder: a, epochs: 2}\nstart_with: [{epochs: 8}]", 8),
    ],
)
def test_the_largest_value_of_a_key_is_found_wherever_it_stands(parse, text, epochs):
    assert parse(text).largest("epochs") == epochs


def test_a_key_whose_condition_may_fail_can_have_its_default(parse):
    text = "space: {loss: [focal, ldam], epochs: {choices: [1, 2], when: {loss: focal}}}"
    assert parse(text).values_of("epochs") == [1, 2, 3]
