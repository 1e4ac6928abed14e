"""PretrainingCourse: what happens between a pretraining's updates: losses, progress, states."""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    PreTrainedModel,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from relsearch.errors import ConfigError
from relsearch.files import recover_folder, whole_folder
from relsearch.training.batches import by_length
from relsearch.training.device import autocast, trim_heap
from relsearch.training.masking import SEEN, MaskedRows

SAVE_EVERY = 300.0  # seconds, besides the end of each epoch
TELL_TIMES = 20  # in an epoch
TRIM_EVERY = 25  # updates
STATE = "pretraining.json"
BATCH_SIZE = 64  # of the held-out sentences


@dataclass(frozen=True)
class Progress:
    """Where a pretraining is: ``loss`` is the mean since it was last told.

    ``held_out`` is the loss on the held-out sentences: before the first update, where ``loss`` is
    None, and at the end of an epoch; None in between.
    """

    step: int
    steps: int
    epoch: float
    loss: float | None
    held_out: float | None
    seconds: float


OnProgress = Callable[[Progress], None]


class PretrainingCourse(TrainerCallback):
    """The callback of one pretraining; ``losses`` are those on the held-out sentences so far."""

    def __init__(
        self,
        model: PreTrainedModel,
        held_out: MaskedRows,
        *,
        folder: Path,
        identity: Mapping[str, Any],
        on_progress: OnProgress,
    ) -> None:
        self.model, self.held_out, self.folder = model, held_out, folder
        self.identity, self.on_progress = identity, on_progress
        self.scratch, self.state = folder / ".trainer", folder / "resume"
        self.losses: list[float] = []
        self.told: list[float] = []  # losses of the updates since the last progress
        self.started = self.saved = time.perf_counter()

    def open(self, *, resume: bool) -> str | None:
        """Return the state to go on from, None for a new run; ConfigError where neither fits."""
        recover_folder(self.state)
        shutil.rmtree(self.scratch, ignore_errors=True)
        if not self.state.exists():
            self._refuse_other_things()
            return None
        if not resume:
            raise ConfigError(
                f"{self.folder} holds an unfinished pretraining; add --resume to go on with it, "
                "or choose another output"
            )
        kept = json.loads((self.state / STATE).read_text(encoding="utf-8"))
        self.losses = kept.pop("losses")
        if kept != self.identity:
            raise ConfigError(
                f"{self.folder} was begun with other settings or sentences: {kept}, not "
                f"{self.identity}; give the same, or choose another output"
            )
        return str(self.state)

    def _refuse_other_things(self) -> None:
        if self.folder.exists() and any(self.folder.iterdir()):
            raise ConfigError(f"{self.folder} is not empty; choose another output")

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Take the loss from before the first update, and tell it."""
        if not self.losses:
            self._weigh(state)

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Tell the progress and have Trainer save its state, each when it is time."""
        updates = state.max_steps // int(args.num_train_epochs)
        if state.global_step % max(1, updates // TELL_TIMES) == 0:
            self._tell(state)
        if state.global_step % TRIM_EVERY == 0:
            trim_heap()
        if time.perf_counter() - self.saved > SAVE_EVERY:
            control.should_save = True

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Take the loss on the held-out sentences, tell it, and have the state saved."""
        self._weigh(state)
        control.should_save = True

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """Put what Trainer saved, with the losses, in the place of the last state."""
        saved = self.scratch / f"checkpoint-{state.global_step}"
        with whole_folder(self.state) as new:
            for file in saved.iterdir():
                shutil.move(file, new)
            self.write_state(new)
        saved.rmdir()
        self.saved = time.perf_counter()

    def write_state(self, folder: Path) -> None:
        """Write what the run is made of and the losses so far."""
        text = json.dumps({**self.identity, "losses": self.losses}, ensure_ascii=False, indent=1)
        (folder / STATE).write_text(text, encoding="utf-8")

    def _weigh(self, state: TrainerState) -> None:
        self.losses.append(masked_loss(self.model, self.held_out))
        self._tell(state, held_out=self.losses[-1])

    def _tell(self, state: TrainerState, held_out: float | None = None) -> None:
        loss = sum(self.told) / len(self.told) if self.told else None
        self.told.clear()
        seconds = time.perf_counter() - self.started
        epoch = float(state.epoch or 0)
        self.on_progress(
            Progress(state.global_step, state.max_steps, epoch, loss, held_out, seconds)
        )


@torch.no_grad()
def masked_loss(model: PreTrainedModel, rows: MaskedRows) -> float:
    """Return the mean loss of the rows' hidden tokens, which are the same each time."""
    model.eval()
    total, hidden = 0.0, 0
    with autocast(model.device):
        for chosen in by_length(rows.rows.lengths, BATCH_SIZE):
            batch = {name: values.to(model.device) for name, values in rows[chosen].items()}
            tokens = int((batch["labels"] != SEEN).sum())
            total += model(**batch).loss.item() * tokens
            hidden += tokens
    return total / hidden
