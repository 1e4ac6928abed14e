"""RelationTrainer: transformers' Trainer with our batches, losses, optimizers and schedules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from transformers import Trainer, TrainerCallback, TrainingArguments

from relsearch.components import look_up
from relsearch.config.optimizers import LR_SCHEDULERS, OPTIMIZERS
from relsearch.config.trial import TrialConfig
from relsearch.model.losses.rdrop import symmetric_kl
from relsearch.model.relation_model import RelationModel
from relsearch.training.batches import Batch, LengthGroupedBatches, Rows, TrainLoader
from relsearch.training.device import has_bf16, pick_device, stepwise_attention
from relsearch.training.faults import Diverged
from relsearch.training.groups import parameter_groups


class RelationTrainer(Trainer):
    """Trains one model by one TrialConfig; what happens between updates is a callback's.

    ``parts`` is in how many micro-batches an update's batch_size x accumulation rows are computed:
    more parts need less memory and change neither the updates nor the schedule (dropout is drawn
    anew, and a head's batch norm sees each part alone).
    """

    loss_is_scaled_for_ga = True  # by compute_loss, which knows how many rows each part has

    def __init__(
        self,
        model: RelationModel,
        *,
        trial: TrialConfig,
        rows: Rows,
        loss: nn.Module,
        parts: int,
        output_dir: Path,
        callbacks: Sequence[TrainerCallback],
    ) -> None:
        self.trial, self.rows, self.parts = trial, rows, parts
        self.encoder = model.encoder
        super().__init__(
            model,
            args=training_arguments(trial, parts=parts, output_dir=output_dir),
            compute_loss_func=loss,  # has Trainer count an update's rows
            callbacks=list(callbacks),
        )
        self.loss = loss.to(self.args.device)

    def get_train_dataloader(self) -> TrainLoader:
        """Return batches of like length, the same for a seed and an epoch."""
        batches = LengthGroupedBatches(
            self.rows.lengths,
            batch_size=self.trial.batch_size * self.trial.accumulation,
            parts=self.parts,
            seed=self.trial.seed,
        )
        return TrainLoader(self.rows, batches)

    def create_optimizer(self, model: nn.Module | None = None) -> Optimizer:
        """Build the trial's optimizer over its parameter groups."""
        optimizer = look_up(OPTIMIZERS, self.trial.optimizer, kind="optimizer").load()
        assert isinstance(self.model, nn.Module)
        self.optimizer = optimizer(parameter_groups(self.model, self.trial), self.trial)
        return self.optimizer

    def create_scheduler(
        self, num_training_steps: int, optimizer: Optimizer | None = None
    ) -> LRScheduler:
        """Build the trial's schedule over its updates."""
        schedule = look_up(LR_SCHEDULERS, self.trial.lr_scheduler, kind="lr_scheduler").load()
        self.lr_scheduler = schedule(self.optimizer, self.trial, updates=num_training_steps)
        return self.lr_scheduler

    def compute_loss(
        self,
        model: nn.Module,
        inputs: Batch,
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """Return this micro-batch's share of the mean loss over its update's rows."""
        labels = inputs.pop("labels")
        with stepwise_attention(self.encoder, labels.device):
            loss = self._loss(model, inputs, labels)
        self._check(loss)
        return loss * (len(labels) / (num_items_in_batch or len(labels)))

    def _loss(self, model: nn.Module, inputs: Batch, labels: Tensor) -> Tensor:
        if self.trial.rdrop:
            return rdrop_loss(model, inputs, labels, loss=self.loss, weight=self.trial.rdrop)
        loss: Tensor = self.loss(model(**inputs).logits, labels)
        return loss

    def _check(self, loss: Tensor) -> None:
        if not torch.isfinite(loss):
            raise Diverged(
                f"the loss is {loss.item()} after {self.state.global_step} updates with "
                f"{self.trial.model_dump_json(exclude_defaults=True)}; lower lr or raise "
                "warmup_ratio"
            )

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Print nothing: what a run has to tell goes through its evaluations."""

    def floating_point_ops(self, inputs: dict[str, Any]) -> int:
        """Count nothing: Trainer would go through all parameters at each step."""
        return 0


def rdrop_loss(
    model: nn.Module, inputs: Batch, labels: Tensor, *, loss: nn.Module, weight: float
) -> Tensor:
    """Return the mean loss of two passes with dropout of their own plus ``weight`` x their KL.

    R-Drop (Liang et al. 2021); ``weight`` is half the paper's alpha, which weighs a sum of the two
    losses. Both passes go as one batch of twice the rows.
    """
    twice = {name: torch.cat([values, values]) for name, values in inputs.items()}
    first, second = model(**twice).logits.chunk(2)
    fit: Tensor = (loss(first, labels) + loss(second, labels)) / 2
    return fit + weight * symmetric_kl(first, second)


def training_arguments(trial: TrialConfig, *, parts: int, output_dir: Path) -> TrainingArguments:
    """Return Trainer's settings for a trial."""
    return silent_arguments(
        output_dir,
        num_train_epochs=trial.epochs,
        per_device_train_batch_size=trial.batch_size,
        gradient_accumulation_steps=parts,
        max_grad_norm=trial.clip,
        seed=trial.seed,
    )


def silent_arguments(output_dir: Path, **settings: Any) -> TrainingArguments:
    """Return Trainer's settings: it trains, and neither evaluates, saves, logs nor reports."""
    device = pick_device()
    arguments = TrainingArguments(
        output_dir=str(output_dir),
        bf16=has_bf16(device),
        use_cpu=device.type == "cpu",
        eval_strategy="no",
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        logging_nan_inf_filter=False,
        average_tokens_across_devices=False,
        **settings,
    )
    # One trial is one device's: with several in sight Trainer would split each batch over them.
    arguments._n_gpu = min(arguments.n_gpu, 1)
    return arguments
