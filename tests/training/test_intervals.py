import numpy as np
import pytest

from relsearch.errors import ConfigError
from relsearch.training.intervals import (
    CHUNK,
    _draws,
    bootstrap_interval,
    mean_interval,
    paired_difference,
    resampled_scores,
)
from relsearch.training.metrics import score
from relsearch.training.priors import figure, prior_weighted_micro_f1

LABELS = ("no_relation", "a", "b")
TASK = {"labels": LABELS, "no_relation": "no_relation"}


@pytest.fixture(scope="module")
def rows():
    generator = np.random.default_rng(1)
    gold_ids = generator.choice(3, size=80, p=[0.6, 0.35, 0.05])
    logits = generator.normal(size=(80, 3)) + 1.5 * np.eye(3)[gold_ids]
    probabilities = np.exp(logits).round(1) + 0.1  # rounded: ties
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return np.array(LABELS)[gold_ids], probabilities


def resamples(rows, repeats, seed=42):
    gold, probabilities = rows
    for draw in np.concatenate(list(_draws(len(gold), repeats, seed))).astype(int):
        chosen = np.repeat(np.arange(len(gold)), draw)
        yield gold[chosen], probabilities[chosen]


@pytest.mark.parametrize("metric", ["micro_f1", "auprc", "accuracy"])
def test_each_repeat_equals_the_score_of_its_resample(rows, metric):
    repeats = CHUNK + 3
    expected = [score(*resample, **TASK)[metric] for resample in resamples(rows, repeats)]
    scores = resampled_scores(*rows, metric=metric, repeats=repeats, **TASK)
    assert scores == pytest.approx(expected)


def test_prior_weights_stay_with_their_rows(rows):
    prior = {"no_relation": 0.8, "a": 0.1, "b": 0.1}
    options = {**TASK, "metric": "prior_weighted_micro_f1", "prior": prior}
    interval = bootstrap_interval(*rows, repeats=200, **options)
    assert interval.low < prior_weighted_micro_f1(*rows, prior=prior, **TASK) < interval.high


def test_interval_holds_the_score_and_narrows_with_rows(rows):
    gold, probabilities = rows
    interval = bootstrap_interval(gold, probabilities, **TASK)
    assert interval.low < score(gold, probabilities, **TASK).micro_f1 < interval.high
    more = bootstrap_interval(np.tile(gold, 9), np.tile(probabilities, (9, 1)), **TASK)
    assert more.sd == pytest.approx(interval.sd / 3, rel=0.2)


def test_the_interval_of_a_mean_holds_the_noise_of_its_runs(rows):
    gold, probabilities = rows
    one = bootstrap_interval(gold, probabilities, **TASK)
    assert mean_interval(gold, [probabilities] * 3, **TASK) == one
    nothing = np.tile([1.0, 0.0, 0.0], (len(gold), 1))
    two = mean_interval(gold, [probabilities, nothing], **TASK)
    assert two.score == pytest.approx(one.score / 2)
    assert two.sd > 2 * one.sd


def test_same_seed_same_interval(rows):
    assert bootstrap_interval(*rows, **TASK) == bootstrap_interval(*rows, **TASK)
    assert bootstrap_interval(*rows, seed=1, **TASK) != bootstrap_interval(*rows, **TASK)


def test_an_interval_tells_the_score_it_is_about(rows):
    interval = bootstrap_interval(*rows, metric="auprc", **TASK)
    assert interval.score == score(*rows, **TASK).auprc


def test_auprc_of_few_rows_is_not_taken_for_that_of_many():
    """Percentiles of the resamples hold the truth in 16 of these 40 samples."""
    labels = ("no_relation", *"abcdefghijk")
    gold, probabilities = rare_labels(labels, rows=40 * 600, generator=np.random.default_rng(5))
    options = {"labels": labels, "no_relation": "no_relation", "metric": "auprc"}
    truth = figure(gold=gold, probabilities=probabilities, **options)
    held = 0
    for sample in np.split(np.arange(len(gold)), 40):
        interval = bootstrap_interval(gold[sample], probabilities[sample], **options)
        assert interval.low <= interval.score <= interval.high
        held += interval.low <= truth <= interval.high
    assert held >= 32


def rare_labels(labels, rows, generator):
    """Return gold labels, each less frequent than the one before, and uncertain answers."""
    shares = 0.6 ** np.arange(len(labels))
    ids = generator.choice(len(labels), size=rows, p=shares / shares.sum())
    logits = generator.normal(size=(rows, len(labels))) + 1.5 * np.eye(len(labels))[ids]
    return np.array(labels)[ids], np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_a_model_does_not_differ_from_itself(rows):
    gold, probabilities = rows
    same = paired_difference(gold, [probabilities], [probabilities], **TASK)
    assert (same.points, same.low, same.high, same.p) == (0, 0, 0, 1)
    assert not same.beyond_noise


def test_a_difference_on_the_same_rows_is_narrower_than_its_two_scores(rows):
    gold, probabilities = rows
    blurred = 0.8 * probabilities + 0.2 / 3
    blurred[:4] = np.eye(3)[0]  # four answers changed
    difference = paired_difference(gold, [probabilities], [blurred], **TASK)
    alone = bootstrap_interval(gold, probabilities, **TASK)
    assert difference.low <= difference.points <= difference.high
    assert difference.high - difference.low < alone.high - alone.low


def test_a_clear_difference_is_beyond_noise_and_changes_sign_with_its_sides(rows):
    gold, probabilities = rows
    nothing = np.tile(np.eye(3)[0], (len(gold), 1))
    up = paired_difference(gold, [probabilities], [nothing], **TASK)
    down = paired_difference(gold, [nothing], [probabilities], **TASK)
    assert up.beyond_noise and up.low > 0 and up.p < 0.01
    assert (down.points, down.low, down.high) == pytest.approx((-up.points, -up.high, -up.low))


def test_runs_that_differ_widen_the_interval(rows):
    gold, probabilities = rows
    nothing = np.tile(np.eye(3)[0], (len(gold), 1))
    steady = paired_difference(gold, [probabilities] * 3, [nothing] * 3, **TASK)
    shaky = paired_difference(gold, [probabilities, nothing, probabilities], [nothing], **TASK)
    assert shaky.points == pytest.approx(steady.points * 2 / 3)
    assert shaky.high - shaky.low > steady.high - steady.low


def test_unknown_metric_is_named(rows):
    with pytest.raises(ConfigError, match="did you mean 'micro_f1'"):
        resampled_scores(*rows, metric="microf1", **TASK)
