"""Predictor: a checkpoint that labels examples; predict_parts: what it says of a corpus."""

from collections.abc import Sequence
from pathlib import Path

import torch

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus, Example
from relsearch.training.checkpoint import Checkpoint
from relsearch.training.device import pick_device
from relsearch.training.encoding import RowMaker
from relsearch.training.evaluation import Probabilities
from relsearch.training.prediction import BATCH_SIZE, predict


class Predictor:
    """A trained model, ready to predict; CheckpointError where ``checkpoint`` holds none.

    ``device`` is torch's name of one (``"cuda:1"``); the accelerator there is, else the CPU.
    """

    def __init__(self, checkpoint: Path | str, device: str | None = None) -> None:
        loaded = Checkpoint.load(Path(checkpoint))
        self.trial: TrialConfig = loaded.trial
        self.labels: tuple[str, ...] = loaded.model.config.labels
        self.no_relation: str | None = loaded.model.config.no_relation
        self.types = loaded.types
        self._model = loaded.model.to(torch.device(device) if device else pick_device())  # type: ignore[arg-type]
        self._maker = RowMaker(loaded)

    def probabilities(
        self, examples: Sequence[Example], batch_size: int = BATCH_SIZE
    ) -> Probabilities:
        """Return float32 (examples, labels) in the examples' order; each row sums to 1."""
        return predict(self._model, self._maker.rows(examples), batch_size=batch_size)

    def predict(self, examples: Sequence[Example], batch_size: int = BATCH_SIZE) -> list[str]:
        """Return the most probable label of each example."""
        chosen = self.probabilities(examples, batch_size).argmax(axis=1)
        return [self.labels[number] for number in chosen]


def predict_parts(
    checkpoint: Path, corpus: Corpus, parts: Sequence[str] = ("dev", "select", "test")
) -> dict[str, Probabilities]:
    """Return the probabilities of those of the ``parts`` that have rows; equal parts once."""
    rows = {part: getattr(corpus, part) for part in parts if getattr(corpus, part)}
    if not rows:
        return {}
    predictor = Predictor(checkpoint)
    seen = {examples: predictor.probabilities(examples) for examples in set(rows.values())}
    return {part: seen[examples] for part, examples in rows.items()}
