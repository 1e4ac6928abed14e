"""probe: how fast a configuration trains and predicts on this machine, from a few updates."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus, Example
from relsearch.errors import ResourceError
from relsearch.training.device import pick_device
from relsearch.training.faults import Stop
from relsearch.training.predict import Predictor
from relsearch.training.run import fine_tune

UPDATES = 12
WARM_UP = 2  # updates that pay for what later ones find ready
PREDICTED = 256  # rows
PATIENCE = 15.0  # seconds of updates, then those that were done must do
PLAIN = {"epochs": 1, "eval_per_epoch": 1, "augment": "none", "loss": "cross_entropy"}


@dataclass(frozen=True)
class Speed:
    """What was timed: seconds but for ``predicted``, which is rows a second.

    ``start`` is a run's time before its first update, ``keep`` an evaluation's beside predicting.
    """

    device: str
    update: float
    rows: int
    start: float
    keep: float
    predicted: float


def probe(trial: TrialConfig, corpus: Corpus, *, threads: int) -> Speed:
    """Train a few updates on rows spread over train, predict some of dev, and keep nothing.

    Raises EncoderError, and ResourceError where not two updates end in time.
    """
    rows = trial.batch_size * trial.accumulation
    few = replace(
        corpus,
        train=_spread(corpus.train, UPDATES * rows),
        dev=_spread(corpus.dev, PREDICTED),
        select=(),
        test=(),
    )
    short = TrialConfig.model_validate({**trial.model_dump(), **PLAIN, "class_weights": "none"})
    clock = _Clock()
    with tempfile.TemporaryDirectory(prefix="relsearch-probe-") as scratch:
        folder = Path(scratch)
        fine_tune(
            short,
            few,
            folder=folder,
            on_update=clock.tick,
            on_evaluation=lambda evaluation: clock.evaluated(),
            threads=threads,
            cache_dir=folder / "cache",
        )
        return _speed(clock, few, folder / "checkpoint", rows=min(rows, len(few.train)))


class _Clock:
    """When each update ended, and when dev was evaluated."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.ticks: list[float] = []
        self.kept = 0.0

    def tick(self) -> None:
        self.ticks.append(time.perf_counter())
        if self.ticks[-1] - self.ticks[0] > PATIENCE:
            raise Stop

    def evaluated(self) -> None:
        self.kept = time.perf_counter() - self.ticks[-1]


def _speed(clock: _Clock, few: Corpus, checkpoint: Path, *, rows: int) -> Speed:
    ticks = clock.ticks[WARM_UP:] if len(clock.ticks) > WARM_UP + 1 else clock.ticks
    if len(ticks) < 2:
        raise ResourceError(
            f"an update takes more than {PATIENCE:g} seconds on {pick_device()}, or there is only"
            " one; an estimate needs a smaller batch or a faster device"
        )
    update = (ticks[-1] - ticks[0]) / (len(ticks) - 1)
    predicted = _predicted(checkpoint, few.dev) if clock.kept else 3 * rows / update
    return Speed(
        device=str(pick_device()),
        update=update,
        rows=rows,
        start=max(0.0, clock.ticks[0] - clock.began - update),
        keep=max(0.0, clock.kept - len(few.dev) / predicted),
        predicted=predicted,
    )


def _predicted(checkpoint: Path, examples: Sequence[Example]) -> float:
    """Return rows a second."""
    predictor = Predictor(checkpoint)
    started = time.perf_counter()
    predictor.probabilities(examples)
    return len(examples) / (time.perf_counter() - started)


def _spread(examples: Sequence[Example], most: int) -> tuple[Example, ...]:
    """Return at most so many examples, evenly spread over all."""
    step = max(1, -(-len(examples) // most))
    return tuple(examples[::step])
