"""Predictor: a checkpoint that labels examples; predict_parts: what it says of a corpus."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus, Example
from relsearch.training.checkpoint import Checkpoint, models_in
from relsearch.training.device import pick_device
from relsearch.training.encoding import RowMaker
from relsearch.training.evaluation import Probabilities
from relsearch.training.prediction import BATCH_SIZE, predict
from relsearch.training.type_mask import TypeMask


class Predictor:
    """A trained model, ready to predict; CheckpointError where ``checkpoint`` holds none.

    The checkpoint of a trial over folds has several models, whose mean is predicted. ``device`` is
    torch's name of one (``"cuda:1"``); the accelerator there is, else the CPU.
    """

    def __init__(self, checkpoint: Path | str, device: str | None = None) -> None:
        models = [Checkpoint.load(folder) for folder in models_in(Path(checkpoint))]
        self.trial: TrialConfig = models[0].trial
        self.labels: tuple[str, ...] = models[0].model.config.labels
        self.no_relation: str | None = models[0].model.config.no_relation
        self.types = TypeMask.joined([one.types for one in models])
        place = torch.device(device) if device else pick_device()
        self._models = [one.model.to(place) for one in models]  # type: ignore[arg-type]
        self._maker = RowMaker(models[0])  # folds have the same texts and tokenizer

    def probabilities(
        self, examples: Sequence[Example], batch_size: int = BATCH_SIZE
    ) -> Probabilities:
        """Return float32 (examples, labels) in the examples' order; each row sums to 1."""
        return np.asarray(self.each_model(examples, batch_size).mean(axis=0))

    def each_model(
        self, examples: Sequence[Example], batch_size: int = BATCH_SIZE
    ) -> Probabilities:
        """Return what each model says by itself: float32 (models, examples, labels)."""
        rows = self._maker.rows(examples)
        return np.stack([predict(model, rows, batch_size=batch_size) for model in self._models])

    def predict(self, examples: Sequence[Example], batch_size: int = BATCH_SIZE) -> list[str]:
        """Return the most probable label of each example."""
        chosen = self.probabilities(examples, batch_size).argmax(axis=1)
        return [self.labels[number] for number in chosen]


def predict_parts(
    checkpoint: Path, corpus: Corpus, parts: Sequence[str] = ("dev", "select", "test")
) -> dict[str, Probabilities]:
    """Return the probabilities of those of the ``parts`` that have rows; equal parts once."""
    said = predict_each(checkpoint, corpus, parts)
    return {part: np.asarray(models.mean(axis=0)) for part, models in said.items()}


def predict_each(
    checkpoint: Path, corpus: Corpus, parts: Sequence[str]
) -> dict[str, Probabilities]:
    """Return the same for each of the checkpoint's models: (models, rows, labels)."""
    rows = {part: getattr(corpus, part) for part in parts if getattr(corpus, part)}
    if not rows:
        return {}
    predictor = Predictor(checkpoint)
    seen = {examples: predictor.each_model(examples) for examples in set(rows.values())}
    return {part: seen[examples] for part, examples in rows.items()}
