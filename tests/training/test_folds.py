from dataclasses import replace

import numpy as np
import pytest

from relsearch.training import evaluation as evaluation_module
from relsearch.training import folds as folds_module
from relsearch.training.checkpoint import models_in
from relsearch.training.encoding import RowMaker
from relsearch.training.estimates import estimate_prior
from relsearch.training.faults import Stop
from relsearch.training.folds import fit
from relsearch.training.metrics import score
from relsearch.training.predict import Predictor
from relsearch.training.priors import prior_weighted_micro_f1
from relsearch.training.run import fine_tune
from relsearch.training.trainer import RelationTrainer


class Interrupted(BaseException):
    """What a dying process looks like from inside."""


@pytest.fixture(scope="module")
def folded(corpus):
    """36 of the 40 training rows in three folds; the folds differ in size."""
    ids = [row.id for row in corpus.train]
    held_out = (frozenset(ids[:10]), frozenset(ids[10:22]), frozenset(ids[22:36]))
    return replace(corpus, dev=corpus.train[:36], folds=held_out)


@pytest.fixture(scope="module")
def start(trial, folded, cache_dir):
    def run(folder, *, settings=None, rows=folded, **options):
        changed = trial.model_copy(update={"epochs": 2, **(settings or {})})
        return fit(changed, rows, folder=folder, cache_dir=cache_dir, threads=1, **options)

    return run


@pytest.fixture(scope="module")
def whole(start, tmp_path_factory):
    """A run that nothing interrupted, its folder and the evaluations that it handed over."""
    folder, seen = tmp_path_factory.mktemp("whole"), []
    return start(folder, on_evaluation=seen.append), folder, seen


def test_each_row_of_dev_is_answered_by_the_model_that_has_not_seen_it(whole, folded):
    run, folder, _ = whole
    models = models_in(folder / "checkpoint")
    for held_out, model in zip(folded.folds, models, strict=True):
        rows = [row for row, example in enumerate(folded.dev) if example.id in held_out]
        said = Predictor(model).probabilities([folded.dev[row] for row in rows])
        assert np.abs(run.probabilities["dev"][rows] - said).max() < 0.02


def test_a_fold_trains_on_no_row_that_it_holds_out(folded):
    for held_out, fold in zip(folded.folds, folded.each_fold(), strict=True):
        assert {row.id for row in fold.dev} == held_out
        assert not held_out & {row.id for row in fold.train}
        assert len(fold.train) + len(fold.dev) == len(folded.train)


def test_an_evaluation_scores_the_rows_of_all_folds(whole, folded):
    run, _, seen = whole
    assert [one.number for one in seen] == [1, 2]
    assert [one.epoch for one in seen] == [1, 2]
    assert [one.share for one in seen] == [0.5, 1]
    gold = [example.label for example in folded.dev]
    scores = score(
        gold, seen[-1].probabilities, labels=folded.labels, no_relation=folded.no_relation
    )
    assert seen[-1].score == seen[-1].scores.micro_f1 == scores.micro_f1
    assert list(run.evaluations) == seen


def test_select_and_test_are_the_mean_of_the_models(whole, folded):
    run, folder, _ = whole
    assert run.models["test"].shape == (3, 9, 3)
    assert np.allclose(run.probabilities["test"], run.models["test"].mean(axis=0))
    predicted = Predictor(folder / "checkpoint").probabilities(folded.test)
    assert np.allclose(predicted, run.probabilities["test"])
    assert "dev" not in run.models


def test_a_select_that_is_dev_is_answered_out_of_fold(start, folded, tmp_path):
    rows = replace(folded, select=folded.dev)
    run = start(tmp_path, settings={"epochs": 1}, rows=rows)
    assert run.probabilities["select"] is run.probabilities["dev"]
    assert set(run.models) == {"test"}


def test_the_weights_of_the_best_evaluation_are_kept_for_all_folds(
    start, folded, tmp_path, monkeypatch
):
    scores = iter([20.0, 10.0])
    monkeypatch.setattr(folds_module, "figure", lambda *answers, **task: next(scores))
    run = start(tmp_path)
    assert run.best.number == 1
    for held_out, model in zip(folded.folds, models_in(tmp_path / "checkpoint"), strict=True):
        rows = [row for row, example in enumerate(folded.dev) if example.id in held_out]
        said = Predictor(model).probabilities([folded.dev[row] for row in rows])
        assert np.abs(run.evaluations[0].probabilities[rows] - said).max() < 0.02


@pytest.mark.parametrize("died_in", range(1, 7))
def test_a_run_goes_on_in_the_fold_where_it_died(start, whole, tmp_path, monkeypatch, died_in):
    trained = []

    def train(trial, fold, *, on_evaluation, **options):
        def listen(evaluation):
            trained.append(evaluation.number)
            if len(trained) == died_in:
                raise Interrupted
            on_evaluation(evaluation)

        return fine_tune(trial, fold, on_evaluation=listen, **options)

    monkeypatch.setattr(folds_module, "fine_tune", train)
    with pytest.raises(Interrupted):
        start(tmp_path)
    run = start(tmp_path)
    assert [one.score for one in run.evaluations] == [one.score for one in whole[0].evaluations]
    assert np.array_equal(run.probabilities["test"], whole[0].probabilities["test"])


def test_a_resumed_run_hands_its_last_evaluation_over_once_more(start, tmp_path):
    def die(evaluation):
        raise Interrupted

    with pytest.raises(Interrupted):
        start(tmp_path, on_evaluation=die)
    seen = []
    start(tmp_path, on_evaluation=lambda one: seen.append(one.number))
    assert seen == [1, 2]


def test_a_stopped_run_is_finished_after_the_evaluation_of_all_folds(start, tmp_path):
    def stop(evaluation):
        raise Stop

    run = start(tmp_path, on_evaluation=stop)
    assert run.epochs_run == 1
    assert set(run.probabilities) == {"dev", "select", "test"}


def test_until_ends_a_run_at_a_share_of_its_schedule(start, tmp_path):
    assert len(start(tmp_path, until=0.5).evaluations) == 1


def test_a_run_leaves_its_checkpoint_and_nothing_else(whole):
    assert [path.name for path in whole[1].iterdir()] == ["checkpoint"]


@pytest.fixture(scope="module")
def watched(start, tmp_path_factory):
    """A run that estimates a prior and trains on copies; the estimates, and each fold's rows."""
    estimates, trained_on = [], []
    encode, begin = RowMaker.cached_rows, RelationTrainer.__init__

    def estimate(*answers, **options):
        estimates.append(estimate_prior(*answers, **options))
        return estimates[-1]

    def name_rows(self, examples, **options):
        rows = encode(self, examples, **options)
        rows.examples = examples
        return rows

    def remember(self, model, *, rows, **options):
        trained_on.append(rows.examples)
        begin(self, model, rows=rows, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation_module, "estimate_prior", estimate)
        patch.setattr(RowMaker, "cached_rows", name_rows)
        patch.setattr(RelationTrainer, "__init__", remember)
        settings = {"epochs": 1, "augment": ("aeda",)}
        folder = tmp_path_factory.mktemp("watched")
        run = start(folder, settings=settings, metric="prior_weighted_micro_f1", prior="em")
    return run, estimates, trained_on


def test_a_prior_is_estimated_by_every_fold(watched, folded):
    run, estimates, _ = watched
    mean = {label: np.mean([one[label] for one in estimates]) for label in folded.labels}
    assert len(estimates) == 3
    assert run.best.prior == pytest.approx(mean)
    gold = [example.label for example in folded.dev]
    task = {"labels": folded.labels, "no_relation": folded.no_relation, "prior": mean}
    expected = prior_weighted_micro_f1(gold, run.best.probabilities, **task)
    assert run.best.score == pytest.approx(expected)


def test_no_altered_copy_of_a_held_out_row_is_trained_on(watched, folded):
    for held_out, rows in zip(folded.folds, watched[2], strict=True):
        copied = {row.id.partition("+")[0] for row in rows if "+" in row.id}
        assert len(copied) > 10
        assert not held_out & {row.id.partition("+")[0] for row in rows}


def test_types_that_any_fold_has_seen_are_allowed(whole, folded):
    types = Predictor(whole[1] / "checkpoint").types
    assert types.labels_of[("PER", "ORG")] == set(folded.labels)


def test_a_corpus_without_folds_is_one_run(start, corpus, tmp_path):
    run = start(tmp_path, settings={"epochs": 1}, rows=corpus)
    assert not run.models
    assert (tmp_path / "checkpoint" / "config.json").is_file()
