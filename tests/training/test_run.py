from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from relsearch.data.target import ESTIMATORS
from relsearch.errors import DataError
from relsearch.training import course as course_module
from relsearch.training import run as run_module
from relsearch.training.checkpoint import Checkpoint
from relsearch.training.encoding import RowMaker
from relsearch.training.estimates import estimate_prior
from relsearch.training.evaluation import Examiner, best_of
from relsearch.training.faults import Diverged, Stop
from relsearch.training.metrics import score
from relsearch.training.priors import prior_weighted_micro_f1
from relsearch.training.run import fine_tune
from relsearch.training.trainer import rdrop_loss


@pytest.fixture
def tune(trial, corpus, cache_dir, tmp_path):
    """Return a function that runs the trial with some settings changed."""

    def run(settings=None, *, folder=tmp_path / "run", rows=corpus, **options):
        changed = trial.model_copy(update=settings or {})
        return fine_tune(changed, rows, folder=folder, cache_dir=cache_dir, **options)

    return run


def weights_in(folder):
    return Checkpoint.load(folder / "checkpoint").model.state_dict()


def script(monkeypatch, scores):
    """Have the evaluations score as said, one after the other."""
    said = iter(scores)
    monkeypatch.setattr(Examiner, "optimised", lambda self, *answers: next(said))


def test_a_run_learns(tune, corpus):
    run = tune({"epochs": 4})
    assert run.best.scores.accuracy > 80
    assert run.best.score == run.best.scores.micro_f1
    scores = score(
        [example.label for example in corpus.test],
        run.probabilities["test"],
        labels=corpus.labels,
        no_relation=corpus.no_relation,
    )
    assert scores.accuracy > 60


def test_evaluations_are_handed_over_as_they_come(tune):
    seen = []
    run = tune({"eval_per_epoch": 2}, on_evaluation=seen.append)
    assert [one.number for one in seen] == [1, 2, 3, 4]
    assert [one.epoch for one in seen] == pytest.approx([0.6, 1, 1.6, 2])  # of 5 updates each
    assert [one.share for one in seen] == pytest.approx([0.3, 0.5, 0.8, 1])
    assert sorted(one.seconds for one in seen) == [one.seconds for one in seen]
    assert list(run.evaluations) == seen
    assert run.epochs_run == 2


def test_more_evaluations_than_updates_are_one_each_update(tune):
    assert len(tune({"epochs": 1, "eval_per_epoch": 50}).evaluations) == 5


def test_probabilities_are_those_of_each_part(tune, corpus):
    run = tune({"epochs": 1})
    shapes = {part: array.shape for part, array in run.probabilities.items()}
    assert shapes == {"dev": (12, 3), "select": (9, 3), "test": (9, 3)}
    assert run.probabilities["dev"] is run.best.probabilities
    for array in run.probabilities.values():
        assert array.dtype == np.float32
        assert array.sum(axis=1) == pytest.approx(np.ones(len(array)), abs=1e-5)


def test_parts_without_rows_have_no_probabilities(tune, corpus):
    run = tune({"epochs": 1}, rows=replace(corpus, select=(), test=()))
    assert set(run.probabilities) == {"dev"}


def test_unlabelled_test_rows_are_predicted(tune, corpus):
    blind = tuple(replace(example, label=None) for example in corpus.test)
    run = tune({"epochs": 1}, rows=replace(corpus, test=blind))
    assert run.probabilities["test"].shape == (9, 3)


def test_the_best_evaluation_is_kept_not_the_last_nor_the_lowest_loss(tune, tmp_path, monkeypatch):
    script(monkeypatch, [10, 30, 20, 30])
    seen = []

    def remember(evaluation):
        seen.append(weights_in(tmp_path / "run"))

    run = tune({"eval_per_epoch": 2}, on_evaluation=remember)
    assert run.best.number == 2  # the first of equals
    kept = weights_in(tmp_path / "run")
    assert all(torch.equal(kept[name], seen[1][name]) for name in kept)
    assert not all(torch.equal(kept[name], seen[0][name]) for name in kept)


def test_select_and_test_are_predicted_from_the_best_weights(tune, corpus, monkeypatch):
    script(monkeypatch, [20, 10])
    run = tune(rows=replace(corpus, select=corpus.dev))
    assert np.abs(run.probabilities["select"] - run.evaluations[0].probabilities).max() < 0.02
    assert np.abs(run.probabilities["select"] - run.evaluations[1].probabilities).max() > 0.02


@pytest.mark.parametrize("metric", ["auprc", "accuracy"])
def test_the_metric_asked_for_is_optimised(tune, metric):
    run = tune(metric=metric)
    assert [one.score for one in run.evaluations] == [one.scores[metric] for one in run.evaluations]
    assert run.best is best_of(run.evaluations)


def test_prior_weighted_metric_follows_the_prior(tune, corpus):
    prior = {"no_relation": 0.9, "org:founded": 0.05, "per:spouse": 0.05}
    run = tune({"epochs": 1}, metric="prior_weighted_micro_f1", prior=prior)
    expected = prior_weighted_micro_f1(
        [example.label for example in corpus.dev],
        run.best.probabilities,
        labels=corpus.labels,
        no_relation=corpus.no_relation,
        prior=prior,
    )
    assert run.best.score == pytest.approx(expected)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_prior_is_estimated_from_test_rows(tune, corpus, estimator):
    blind = tuple(replace(row, label=None) for row in corpus.test if row.label == "org:founded")
    rows = replace(corpus, test=blind)
    run = tune({"epochs": 2}, rows=rows, metric="prior_weighted_micro_f1", prior=estimator)
    gold, labels = [row.label for row in rows.dev], corpus.labels
    dev, test = run.best.probabilities, run.probabilities["test"]
    prior = estimate_prior(estimator, gold, dev, test, labels=labels)
    assert run.best.prior == pytest.approx(prior, abs=0.01)

    def under(prior):
        task = {"labels": labels, "no_relation": corpus.no_relation, "prior": prior}
        return prior_weighted_micro_f1(gold, dev, **task)

    assert run.best.score == pytest.approx(under(run.best.prior))
    assert abs(run.best.score - under(dict.fromkeys(labels, 1.0))) > 1


def test_em_without_test_rows_is_refused(tune, corpus):
    with pytest.raises(DataError, match="prior: em"):
        tune(rows=replace(corpus, test=()), metric="prior_weighted_micro_f1", prior="em")


@pytest.mark.parametrize("part", ["train", "dev"])
def test_unlabelled_rows_to_learn_or_score_are_refused_by_id(tune, corpus, part):
    rows = list(getattr(corpus, part))
    rows[2] = replace(rows[2], label=None)
    with pytest.raises(DataError, match=rf"{part}.* {rows[2].id} "):
        tune(rows=replace(corpus, **{part: tuple(rows)}))


def test_no_training_row_is_refused(tune, corpus):
    with pytest.raises(DataError, match="no training row"):
        tune(rows=replace(corpus, train=()))


def test_without_dev_the_last_weights_are_kept(tune, corpus, tmp_path):
    run = tune({"epochs": 1}, rows=replace(corpus, dev=()))
    assert run.best is None
    assert set(run.probabilities) == {"select", "test"}
    assert weights_in(tmp_path / "run")


def test_two_runs_keep_to_their_two_folders(tune, tmp_path):
    tune({"epochs": 1, "lr": 1e-3}, folder=tmp_path / "a")
    before = weights_in(tmp_path / "a")
    tune({"epochs": 1, "lr": 3e-3}, folder=tmp_path / "b")
    after, other = weights_in(tmp_path / "a"), weights_in(tmp_path / "b")
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not all(torch.equal(after[name], other[name]) for name in after)


def test_a_run_leaves_its_checkpoint_and_nothing_else(tune, tmp_path):
    tune({"epochs": 1}, resumable=True)
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["checkpoint"]


def test_a_run_prints_nothing(tune, capfd):
    tune({"epochs": 1}, resumable=True)
    assert capfd.readouterr() == ("", "")


def test_same_seed_same_figures_another_seed_others(tune, tmp_path):
    first, again = (tune({"epochs": 1}, folder=tmp_path / name) for name in "ab")
    other = tune({"epochs": 1, "seed": 7}, folder=tmp_path / "c")
    assert np.array_equal(first.probabilities["test"], again.probabilities["test"])
    assert not np.array_equal(first.probabilities["test"], other.probabilities["test"])


def test_stop_ends_the_run_and_finishes_it(tune, tmp_path):
    def stop(evaluation):
        if evaluation.number == 2:
            raise Stop

    run = tune({"eval_per_epoch": 2}, on_evaluation=stop, resumable=True)
    assert len(run.evaluations) == 2
    assert run.epochs_run == 1
    assert set(run.probabilities) == {"dev", "select", "test"}
    assert not (tmp_path / "run" / "resume").exists()


def test_another_exception_comes_out_and_leaves_both_folders(tune, tmp_path):
    def leave(evaluation):
        raise SystemExit

    with pytest.raises(SystemExit):
        tune(on_evaluation=leave, resumable=True)
    left = {path.name for path in (tmp_path / "run").iterdir()}
    assert left == {"checkpoint", "resume"}


def test_a_diverging_loss_fails_at_once_with_its_configuration(tune, monkeypatch):
    calls = []

    class NotANumber(torch.nn.Module):
        def forward(self, logits, labels):
            calls.append(1)
            return logits.sum() * float("nan" if len(calls) == 3 else 0)

    monkeypatch.setattr(run_module, "build_loss", lambda *answers, **options: NotANumber())
    with pytest.raises(Diverged, match=r'nan after 2 updates.*"lr":0\.003'):
        tune()
    assert len(calls) == 3


def test_class_weights_know_nothing_of_dev(tune, corpus, monkeypatch):
    counts = []
    monkeypatch.setattr(
        "relsearch.training.run.build_loss",
        lambda name, *, label_counts, options: (
            counts.append(label_counts) or torch.nn.CrossEntropyLoss()
        ),
    )
    tune({"epochs": 1, "class_weights": "balanced"})
    train = [example.label for example in corpus.train]
    assert counts == [[train.count(label) for label in corpus.labels]]


def test_copies_join_the_training_rows_and_no_other_part(tune, corpus, monkeypatch):
    encoded = []
    encode = RowMaker.cached_rows

    def spy(self, examples, **options):
        encoded.append(examples)
        return encode(self, examples, **options)

    monkeypatch.setattr(RowMaker, "cached_rows", spy)
    names = ("entity_masking", "token_masking", "aeda")
    tune({"epochs": 1, "augment": names})
    train, dev = encoded
    assert train[:40] == corpus.train
    assert {copy.id.partition("+")[2] for copy in train[40:]} == {*names}
    assert dev == corpus.dev


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "adamp", "loss": "ldam", "ema": 0.9},
        {"optimizer": "adafactor", "rdrop": 0.5, "clip": 0.0},
        {"loss": "focal", "class_weights": "balanced", "accumulation": 2, "layer_decay": 0.9},
        {"head": "rbert", "input_format": "typed_entity_marker", "head_type_embedding": True},
        {"head": "base", "prompt": "s_and_o", "attention_dropout": 0.0, "hidden_dropout": 0.0},
    ],
    ids=str,
)
def test_settings_train_together(tune, settings):
    assert tune({"epochs": 1, **settings}).best.number == 1


@pytest.mark.parametrize("weights", ["none", "balanced"])
def test_accumulation_gives_the_updates_of_the_larger_batch(tune, corpus, tmp_path, weights):
    rows = replace(corpus, train=(*corpus.train[:9], *corpus.train[9::3]))  # three of two labels
    plain = {"epochs": 1, "attention_dropout": 0.0, "hidden_dropout": 0.0, "head_dropout": 0.0}
    plain["class_weights"] = weights
    whole = tune({**plain, "batch_size": 8}, folder=tmp_path / "a", rows=rows)
    parts = tune({**plain, "batch_size": 2, "accumulation": 4}, folder=tmp_path / "b", rows=rows)
    assert whole.epochs_run == parts.epochs_run
    assert np.abs(whole.probabilities["test"] - parts.probabilities["test"]).max() < 0.02


def test_frozen_layers_keep_their_weights(tune, tmp_path, tiny_encoder):
    before = load_file(tiny_encoder / "model.safetensors")
    for frozen in (0, 1):
        tune({"epochs": 1, "frozen_layers": frozen}, folder=tmp_path / str(frozen))
        after = weights_in(tmp_path / str(frozen))
        names = [f"encoder.layer.{layer}.output.dense.weight" for layer in (0, 1)]
        same = [torch.equal(after[f"encoder.{name}"], before[name]) for name in names]
        assert same == [bool(frozen), False]


def test_ema_weights_are_what_is_evaluated_and_kept(tune, tmp_path, monkeypatch):
    live = []
    old = course_module.Course._weigh

    def weigh(self, state):
        live.append({k: v.clone() for k, v in self.checkpoint.model.state_dict().items()})
        old(self, state)

    monkeypatch.setattr(course_module.Course, "_weigh", weigh)
    run = tune({"epochs": 1, "ema": 0.99}, metric="auprc")
    kept = weights_in(tmp_path / "run")
    name = "encoder.embeddings.word_embeddings.weight"
    assert not torch.equal(kept[name], live[0][name])
    again = tune({"epochs": 1}, folder=tmp_path / "plain", metric="auprc")
    assert not np.array_equal(run.probabilities["dev"], again.probabilities["dev"])


def test_rdrop_compares_two_passes_with_dropout_of_their_own():
    class Dropping(torch.nn.Module):
        def forward(self, input_ids):
            return type("Output", (), {"logits": torch.nn.functional.dropout(input_ids, 0.5)})

    torch.manual_seed(0)
    inputs, labels = {"input_ids": torch.randn(6, 4)}, torch.zeros(6, dtype=torch.long)
    cross_entropy = torch.nn.CrossEntropyLoss()
    losses = []
    for weight in (0.0, 1.0):
        torch.manual_seed(1)
        losses.append(rdrop_loss(Dropping(), inputs, labels, loss=cross_entropy, weight=weight))
    assert losses[1] > losses[0] + 0.01
