"""Course: what happens between a run's updates: evaluation, the best weights, the resume state.

An evaluation goes: dev probabilities and scores; the weights kept when it is the best so far; the
resume state replaced; and only then ``on_evaluation``, which may end the run by raising. A process
that dies at any point goes on from the last resume state and repeats what was not yet saved; the
last evaluation, after which nothing is trained, leaves none.
"""

import shutil
import time
from collections.abc import Callable
from contextlib import nullcontext
from math import ceil
from pathlib import Path
from typing import Any, Literal

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from relsearch.config.trial import TrialConfig
from relsearch.files import recover_folder, whole_folder
from relsearch.training.checkpoint import Checkpoint
from relsearch.training.device import trim_heap
from relsearch.training.ema import EMA
from relsearch.training.evaluation import Evaluation, Examiner, best_of, packed, unpacked

TRIM_EVERY = 25  # updates; a trim takes some 0.1 s on a CPU, nothing where the GPU does the work

OnEvaluation = Callable[[Evaluation], None]
OnUpdate = Callable[[], None]
Keep = Literal["best", "last"]


class Course(TrainerCallback):
    """The callback of one run; ``evaluations`` is what it has gathered.

    Without an ``examiner`` (no dev rows) nothing is evaluated and the last weights are kept, as
    they are with ``keep="last"``. ``until`` is the share of the schedule after which the run ends.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        examiner: Examiner | None,
        *,
        folder: Path,
        on_evaluation: OnEvaluation,
        on_update: OnUpdate,
        resumable: bool,
        until: float = 1.0,
        keep: Keep = "best",
    ) -> None:
        self.checkpoint, self.examiner, self.folder = checkpoint, examiner, folder
        self.on_evaluation, self.on_update = on_evaluation, on_update
        self.resumable, self.until, self.keep = resumable, until, keep
        decay = checkpoint.trial.ema
        self.ema = EMA(checkpoint.model, decay) if decay else None
        self.evaluations: list[Evaluation] = []
        self.epochs_run = 0.0
        self.started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since the run's start, resumptions added up."""
        return time.perf_counter() - self.started

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """After each update: follow it with the EMA, and evaluate where that is due."""
        self.on_update()
        if self.ema:
            self.ema.update()
        if state.global_step % TRIM_EVERY == 0:
            trim_heap()
        ends_here = state.global_step == max(1, round(self.until * state.max_steps))
        ends_early = ends_here and state.global_step < state.max_steps
        if ends_early or is_due(self.checkpoint.trial, state):
            self._weigh(state)
            control.should_training_stop = ends_early
            # Trainer saves next and calls on_save. Past the end there is nothing to resume: a state
            # is larger than all else that a run writes, and one lost here costs one evaluation.
            control.should_save = self.resumable and not ends_here
            if not control.should_save:
                self._report()

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        """After Trainer saved its state: add ours and put both in the place of the last ones."""
        saved = Path(str(args.output_dir)) / f"checkpoint-{state.global_step}"
        with whole_folder(self.folder / "resume") as new:
            for file in saved.iterdir():
                shutil.move(file, new)
            torch.save(self._state(), new / "course.pt")
        saved.rmdir()
        self._report()

    def resume(self) -> str | None:
        """Take up what an interrupted run left and return its folder; None if there is nothing.

        The last evaluation is handed over again: the process may have died before that.
        """
        folder = self.folder / "resume"
        recover_folder(folder)
        recover_folder(self.folder / "checkpoint")
        if not folder.exists():
            return None
        self._take_up(torch.load(folder / "course.pt", map_location="cpu", weights_only=True))
        self._report()
        return str(folder)

    def _weigh(self, state: TrainerState) -> None:
        """Evaluate, and keep the weights when they are the best so far, or the last are wanted."""
        self.epochs_run = float(state.epoch or 0)
        with self.ema.in_place() if self.ema else nullcontext():
            if self.examiner:
                self.evaluations.append(self._evaluate(self.examiner, state))
            if self._is_worth_keeping():
                self.checkpoint.save(self.folder / "checkpoint")

    def _is_worth_keeping(self) -> bool:
        best = best_of(self.evaluations)
        return self.keep == "last" or best is None or best is self.evaluations[-1]

    def _evaluate(self, examiner: Examiner, state: TrainerState) -> Evaluation:
        probabilities = examiner.ask()
        scores, prior = examiner.scores(probabilities), examiner.target_prior(probabilities)
        return Evaluation(
            number=len(self.evaluations) + 1,
            epoch=self.epochs_run,
            share=state.global_step / state.max_steps,
            score=examiner.optimised(scores, probabilities, prior),
            scores=scores,
            probabilities=probabilities,
            seconds=self.seconds,
            prior=prior,
        )

    def _report(self) -> None:
        if self.evaluations:
            self.on_evaluation(self.evaluations[-1])

    def _state(self) -> dict[str, Any]:
        return {
            "seconds": self.seconds,
            "epochs_run": self.epochs_run,
            "evaluations": packed(self.evaluations),
            "ema": self.ema.state_dict() if self.ema else None,
        }

    def _take_up(self, state: dict[str, Any]) -> None:
        self.started -= state["seconds"]
        self.epochs_run = state["epochs_run"]
        if self.examiner:
            self.evaluations = unpacked(state["evaluations"], self.examiner.scores)
        if self.ema:
            self.ema.load_state_dict(state["ema"])


def is_due(trial: TrialConfig, state: TrainerState) -> bool:
    """Say whether the update just done ends one of an epoch's eval_per_epoch equal shares."""
    updates = state.max_steps // trial.epochs
    done = (state.global_step - 1) % updates + 1
    shares = range(1, trial.eval_per_epoch + 1)
    return any(done == ceil(updates * share / trial.eval_per_epoch) for share in shares)
