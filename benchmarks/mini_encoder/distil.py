"""Distillation of hidden states: a student encoder learns a deeper teacher's on the same ids."""

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor
from transformers import PreTrainedModel

Batch = tuple[Tensor, Tensor]  # ids, mask: (rows, tokens)


@dataclass(frozen=True)
class Recipe:
    """What a run is made of; ``pairs`` maps a student layer to the teacher layer that it learns."""

    pairs: tuple[tuple[int, int, float], ...]  # student layer, teacher layer (from 1), weight
    epochs: int = 2
    lr: float = 5e-4
    warmup_ratio: float = 0.05
    seed: int = 42


@dataclass
class Targets:
    """The teacher's states, computed when a batch is first met and kept in memory for later.

    ``scales`` hold each dimension's deviation: the loss is measured in it, because a few outlier
    dimensions would otherwise be the whole loss.
    """

    teacher: PreTrainedModel
    layers: tuple[int, ...]
    scales: list[Tensor] = field(default_factory=list)  # (hidden,) a layer
    kept: dict[int, list[Tensor]] = field(default_factory=dict)

    def measure(self, batches: Sequence[Batch]) -> None:
        """Take each layer's deviations from some batches."""
        runs = [self.states(batch) for batch in batches]
        self.scales = [torch.cat(states).float().std(0) for states in zip(*runs, strict=True)]

    @torch.no_grad()
    def states(self, batch: Batch) -> list[Tensor]:
        """Return each layer's states of the real tokens: (tokens, hidden), fp16."""
        ids, mask = batch
        hidden = self.teacher(ids, attention_mask=mask, output_hidden_states=True).hidden_states
        return [hidden[layer][mask.bool()].half() for layer in self.layers]

    def of(self, number: int, batch: Batch) -> list[Tensor]:
        """Return the states of batch ``number``, from memory where they are."""
        if number not in self.kept:
            self.kept[number] = self.states(batch)
        return self.kept[number]


def make_batches(rows: Sequence[Sequence[int]], *, pad: int, tokens: int) -> list[Batch]:
    """Return padded batches of about ``tokens`` ids, of rows of like length."""
    batches: list[Batch] = []
    group: list[Sequence[int]] = []
    for row in sorted(rows, key=len):
        if group and (len(group) + 1) * len(row) > tokens:
            batches.append(stack(group, pad))
            group = []
        group.append(row)
    return [*batches, stack(group, pad)]


def stack(rows: Sequence[Sequence[int]], pad: int) -> Batch:
    """Return ids and mask of rows padded to the longest: (rows, tokens)."""
    width = max(map(len, rows))
    ids = torch.tensor([[*row, *[pad] * (width - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def distil(
    student: PreTrainedModel, targets: Targets, batches: Sequence[Batch], recipe: Recipe
) -> Iterator[tuple[int, float, float]]:
    """Train the student in place; yield (step, share of variance not explained, seconds).

    bf16 autocast, no dropout, fixed batches in an order that each epoch shuffles.
    """
    student.eval()  # dropout off; gradients flow all the same
    steps = recipe.epochs * len(batches)
    optimizer = torch.optim.AdamW(student.parameters(), lr=recipe.lr, weight_decay=0, fused=True)
    warmup = max(1, round(recipe.warmup_ratio * steps))
    rise_and_fall = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup, (steps - step) / (steps - warmup))
    )
    start = time.monotonic()
    for step, number in enumerate(draw(len(batches), recipe), start=1):
        batch = batches[number]
        loss = difference(student, batch, targets.of(number, batch), targets.scales, recipe)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        rise_and_fall.step()
        optimizer.zero_grad()
        if not math.isfinite(loss.item()):
            raise FloatingPointError(f"loss is {loss.item()} at step {step}: lower the lr")
        yield step, loss.item(), time.monotonic() - start


def draw(count: int, recipe: Recipe) -> Iterator[int]:
    """Yield every batch number once an epoch, in a seeded order."""
    order = random.Random(recipe.seed)
    for _ in range(recipe.epochs):
        yield from order.sample(range(count), count)


def difference(
    student: PreTrainedModel,
    batch: Batch,
    wanted: Sequence[Tensor],
    scales: Sequence[Tensor],
    recipe: Recipe,
) -> Tensor:
    """Return the weighted mean square of (student - teacher), in the teacher's deviations.

    1 is what a student scores that always answers the mean; 0 is the teacher itself.
    """
    ids, mask = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = student(ids, attention_mask=mask, output_hidden_states=True).hidden_states
    total = torch.zeros(())
    for (layer, _, weight), target, scale in zip(recipe.pairs, wanted, scales, strict=True):
        missed = (hidden[layer][mask.bool()].float() - target.float()) / scale
        total = total + weight * missed.square().mean()
    return total / sum(weight for *_, weight in recipe.pairs)
