"""dry_run: the first configurations and the cost, with nothing written."""

import tempfile

import pytest

from relsearch.commands.dry_run import dry_run, probed
from relsearch.errors import DataError, EncoderError, ResourceError


def test_the_cost_counts_every_trial_at_its_longest(space_file):
    plan = dry_run(space_file, overrides=["search.trials=5", "fixed.epochs=2"])
    assert plan.trained_rows == 5 * 2 * 12
    assert plan.evaluated_rows == 5 * (2 * 3 + 4 + 4)


def test_start_with_stands_first_and_keys_left_open_are_sampled(space_file):
    plan = dry_run(space_file, overrides=["search.trials=3", "start_with=[{head: bigru}]"])
    assert len(plan.sampled) == 3
    assert plan.sampled[0]["head"] == "bigru"
    assert all(values["lr"] in (0.001, 0.01) for values in plan.sampled)


def test_the_same_seed_samples_the_same(space_file):
    assert dry_run(space_file).sampled == dry_run(space_file).sampled


def test_a_prior_of_labels_that_are_not_there_is_said(space_file):
    prior = ["search.metric=prior_weighted_micro_f1", "search.prior={fuonded: 1}"]
    with pytest.raises(DataError, match="unknown label 'fuonded'; did you mean 'founded'"):
        dry_run(space_file, overrides=prior)


def test_nothing_is_written(space_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dry_run(space_file)
    assert not list(tmp_path.iterdir())


def test_the_first_configuration_is_timed_and_nothing_is_left_behind(
    space_file, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = probed(dry_run(space_file, overrides=["search.trials=2", "fixed.batch_size=2"]))
    assert made.speed.rows == 2
    assert made.speed.update > 0
    assert made.speed.predicted > 0
    assert 0 < made.seconds[0] <= made.seconds[1]
    assert not list(tmp_path.iterdir())


def test_too_few_rows_to_time_are_said(space_file):
    with pytest.raises(ResourceError, match="there is only one"):
        probed(dry_run(space_file, overrides=["fixed.batch_size=32"]))


def test_an_encoder_that_is_not_there_is_said(space_file, tmp_path):
    plan = dry_run(space_file, overrides=[f"fixed.encoder={tmp_path}/none", "fixed.batch_size=2"])
    with pytest.raises(EncoderError):
        probed(plan)
