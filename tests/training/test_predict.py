import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from relsearch import Predictor
from relsearch.errors import CheckpointError
from relsearch.training import prediction
from relsearch.training.batches import Rows
from relsearch.training.faults import OutOfMemory
from relsearch.training.predict import predict_parts
from relsearch.training.prediction import predict
from relsearch.training.run import fine_tune


@pytest.fixture(scope="module")
def finished(trial, corpus, cache_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished")
    run = fine_tune(trial, corpus, folder=folder, cache_dir=cache_dir)
    return run, folder / "checkpoint"


def test_a_checkpoint_says_what_its_run_said(finished, corpus):
    run, checkpoint = finished
    predictor = Predictor(checkpoint)
    assert predictor.labels == corpus.labels
    assert predictor.no_relation == "no_relation"
    found = predictor.probabilities(corpus.dev)
    assert found.dtype == np.float32
    assert np.abs(found - run.best.probabilities).max() < 0.02  # bfloat16


def test_labels_are_those_of_the_most_probable_columns(finished, corpus):
    predictor = Predictor(finished[1])
    columns = predictor.probabilities(corpus.test).argmax(axis=1)
    assert predictor.predict(corpus.test) == [corpus.labels[number] for number in columns]


def test_gold_labels_are_not_looked_at(finished, corpus):
    predictor = Predictor(finished[1])
    blind = [replace(example, label=None) for example in corpus.test]
    assert predictor.predict(blind) == predictor.predict(corpus.test)


def test_the_trial_comes_with_the_checkpoint(finished, trial):
    assert Predictor(finished[1]).trial == trial


def test_special_tokens_come_with_the_checkpoint(trial, corpus, cache_dir, tmp_path):
    marked = trial.model_copy(update={"input_format": "typed_entity_marker", "epochs": 1})
    run = fine_tune(marked, corpus, folder=tmp_path, cache_dir=cache_dir)
    found = Predictor(tmp_path / "checkpoint").probabilities(corpus.dev)
    assert np.abs(found - run.best.probabilities).max() < 0.02


def test_a_folder_without_a_checkpoint_says_what_it_lacks(tmp_path):
    with pytest.raises(CheckpointError, match=r"lacks config\.json, model\.safetensors"):
        Predictor(tmp_path)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "trial.json"])
def test_a_torn_file_is_told(finished, tmp_path, name):
    for file in finished[1].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / name).write_bytes(b"{")
    with pytest.raises(CheckpointError, match="cannot read the checkpoint"):
        Predictor(tmp_path)


def test_parts_are_predicted_and_equal_ones_once(finished, corpus, monkeypatch):
    calls = []
    old = prediction.predict
    monkeypatch.setattr(
        "relsearch.training.predict.predict", lambda *a, **k: calls.append(1) or old(*a, **k)
    )
    rows = replace(corpus, select=corpus.dev, test=())
    found = predict_parts(finished[1], rows)
    assert set(found) == {"dev", "select"}
    assert np.array_equal(found["select"], found["dev"])
    assert len(calls) == 1


class Echo(nn.Module):
    """Logits from the row's own tokens; notes how many rows a batch had."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.sizes = []

    def forward(self, input_ids, attention_mask):
        self.sizes.append(len(input_ids))
        assert not self.training
        total = (input_ids * attention_mask).sum(dim=1, keepdim=True) * self.scale
        return type("Output", (), {"logits": torch.cat([total, -total], dim=1)})


@pytest.mark.parametrize("batch_size", [1, 2, 5, 64])
def test_probabilities_come_in_the_rows_order_whatever_the_batch_size(batch_size):
    lengths = np.array([2, 4, 1, 3])
    tokens = np.array([1, 1, 0, 0, 0, 0, -1, 0, 2, 0], dtype=np.int32)
    rows = Rows(lengths, tokens={"input_ids": tokens}, fixed={"labels": np.zeros(4)}, pad_id=9)
    model = Echo().train()
    found = predict(model, rows, batch_size=batch_size)
    assert found[:, 0] == pytest.approx(1 / (1 + np.exp(-2 * np.array([2.0, 0, -1, 2]))))
    assert max(model.sizes) <= batch_size
    assert model.training


class Small(Echo):
    """Has memory for so many rows at a time."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def forward(self, input_ids, attention_mask):
        if len(input_ids) > self.most:
            self.sizes.append(len(input_ids))
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return super().forward(input_ids, attention_mask)


def five_rows():
    tokens = {"input_ids": np.array([1, 0, -1, 2, 3], dtype=np.int32)}
    return Rows(np.ones(5, dtype=int), tokens=tokens, fixed={}, pad_id=9)


def test_a_batch_too_large_for_the_memory_is_predicted_in_halves():
    small = Small(most=2)
    assert np.array_equal(predict(small, five_rows()), predict(Echo(), five_rows()))
    assert small.sizes == [5, 3, 2, 1, 2]


def test_a_row_too_large_to_be_predicted_is_told():
    with pytest.raises(OutOfMemory, match="one row of 1 tokens at a time"):
        predict(Small(most=0), five_rows())


def test_scores_do_not_depend_on_the_batch_size(finished, corpus, monkeypatch):
    monkeypatch.setattr("relsearch.training.device.has_bf16", lambda device: False)
    predictor = Predictor(finished[1])
    one, all_at_once = (predictor.probabilities(corpus.dev, size) for size in (1, 64))
    assert one == pytest.approx(all_at_once, abs=1e-5)


def test_a_checkpoint_is_an_ordinary_model_folder(finished, corpus):
    config = json.loads((finished[1] / "config.json").read_text())
    assert config["id2label"] == {str(n): label for n, label in enumerate(corpus.labels)}
    assert config["model_type"] == "relsearch"
