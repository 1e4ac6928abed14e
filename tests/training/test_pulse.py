"""Signs of life while rows are predicted."""

import numpy as np

from relsearch.training import folds
from relsearch.training.batches import Rows
from relsearch.training.folds import fit
from relsearch.training.prediction import predict
from relsearch.training.pulse import pulse_to, with_pulse
from tests.training.test_predict import Echo


def test_each_batch_predicted_is_heard_by_who_listens_and_by_nobody_afterwards():
    tokens = {"input_ids": np.array([1, 0, -1, 2, 3], dtype=np.int32)}
    rows, heard = Rows(np.ones(5, dtype=int), tokens=tokens, fixed={}, pad_id=9), []
    with pulse_to(lambda: heard.append("alive")):
        predict(Echo(), rows, batch_size=2)
    predict(Echo(), rows, batch_size=2)
    assert heard == ["alive"] * 3


def test_a_trial_lives_while_it_is_evaluated_and_predicts(corpus, tmp_path, monkeypatch):
    heard = []
    monkeypatch.setattr(folds, "fine_tune", lambda *_, **__: list(with_pulse(["dev", "select"])))
    fit(None, corpus, folder=tmp_path, on_update=lambda: heard.append("alive"))
    assert heard == ["alive"] * 2
