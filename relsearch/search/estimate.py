"""Estimate: what a search will take, from its plan and what was timed on this machine."""

import os
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from relsearch.config import StudyConfig
from relsearch.config.settings import Settings
from relsearch.data import Corpus
from relsearch.search.asha import rung_points
from relsearch.search.disk import largest_bytes, most_copies
from relsearch.training.probe import Speed


@dataclass(frozen=True)
class Estimate:
    """Seconds and hours for all runs: the larger with none stopped early, the smaller typical."""

    speed: Speed
    slots: int
    seconds: tuple[float, float]
    gpu_hours: tuple[float, float] | None
    disk_bytes: float


def estimate(config: StudyConfig, corpus: Corpus, speed: Speed, *, runs: int) -> Estimate:
    """Extend what was timed to every run of a study at the longest schedule of its space."""
    longest = config.largest("epochs")
    share = typical_share(config.search.scheduler, longest=longest)
    models = list(corpus.each_fold()) or [corpus]
    trained = sum(_training_seconds(config, one, speed) for one in models)
    ends = len(models) * (speed.start + _end_seconds(corpus, speed))
    slots, gpus = slots_here(config)
    busy = (runs * (share * trained + ends), runs * (trained + ends))
    hours = (busy[0] * gpus / 3600, busy[1] * gpus / 3600) if gpus else None
    at_once = min(slots, runs)
    rounds = ceil(runs / at_once) * at_once / runs  # the last round may leave slots idle
    return Estimate(
        speed=speed,
        slots=at_once,
        seconds=(busy[0] / at_once * rounds, busy[1] / at_once * rounds),
        gpu_hours=hours,
        disk_bytes=most_copies(config, slots=at_once) * largest_bytes(config),
    )


def typical_share(settings: Settings, *, longest: float) -> float:
    """Return the part of all epochs that runs if each rung stops as many as its rule says.

    >>> from relsearch.config.schedulers import Asha, NoScheduler
    >>> round(typical_share(Asha(grace=1, reduction=3), longest=9), 2)  # 1 + 2/3 of 9
    0.26
    >>> typical_share(NoScheduler(), longest=9)
    1.0
    """
    grace = getattr(settings, "grace", longest)
    reduction = getattr(settings, "reduction", 2.0)  # median: half
    kind = getattr(settings, "kind", "none")
    if kind == "none" or grace >= longest:
        return 1.0
    rungs = [grace] if kind == "median" else list(rung_points(grace, reduction, longest))
    if kind == "hyperband":
        return _mean_of_brackets(rungs, reduction, longest)
    return _share(rungs, reduction, longest)


def slots_here(config: StudyConfig) -> tuple[int, float]:
    """Return how many trials this machine runs side by side, and the GPUs that each takes."""
    import torch

    there = torch.accelerator.device_count() if torch.accelerator.is_available() else 0
    asked = config.resources.gpus
    gpus = (1.0 if there else 0.0) if asked is None else asked
    by_cpu = int(len(os.sched_getaffinity(0)) / config.resources.cpus + 1e-9)
    by_gpu = int(there / gpus + 1e-9) if gpus else by_cpu
    most = config.search.max_concurrent or by_cpu
    return max(1, min(by_cpu, by_gpu, most)), gpus


def _training_seconds(config: StudyConfig, corpus: Corpus, speed: Speed) -> float:
    epochs, often = config.largest("epochs"), config.largest("eval_per_epoch")
    updates = epochs * ceil(len(corpus.train) / speed.rows)
    evaluation = speed.keep + len(corpus.dev) / speed.predicted
    return updates * speed.update + epochs * often * evaluation


def _end_seconds(corpus: Corpus, speed: Speed) -> float:
    apart = {rows for rows in (corpus.select, corpus.test) if rows != corpus.dev}
    return sum(len(rows) for rows in apart) / speed.predicted


def _share(rungs: list[float], reduction: float, longest: float) -> float:
    points = [0.0, *rungs, longest]
    parts = (
        (end - start) / reduction**passed for passed, (start, end) in enumerate(pairwise(points))
    )
    return sum(parts) / longest


def _mean_of_brackets(rungs: list[float], reduction: float, longest: float) -> float:
    """Weigh each bracket by the trials that it gets, as Hyperband gives them out."""
    weights = [reduction**later for later in reversed(range(len(rungs)))]
    shares = [_share(rungs[start:], reduction, longest) for start in range(len(rungs))]
    pairs = zip(weights, shares, strict=True)
    return sum(weight * share for weight, share in pairs) / sum(weights)
