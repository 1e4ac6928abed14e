"""dry_run: the first configurations and the cost, with nothing written."""

from relsearch.commands.dry_run import dry_run


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


def test_nothing_is_written(space_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dry_run(space_file)
    assert not list(tmp_path.iterdir())
