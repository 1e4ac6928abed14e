"""Disk: whether there is room for one more trial, on the disk and in `search.disk_budget`."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from relsearch.config import StudyConfig
from relsearch.errors import ResourceError
from relsearch.study import StudyFolder

# A running trial holds its best weights and a resume state: weights and Adam's two moments.
COPIES_PER_RUNNING_TRIAL = 4
# What predictions, records and the journal may take before the next look.
MARGIN = 256e6


def free_bytes(folder: Path) -> int:
    """Return what is left of the disk on which a folder is."""
    return shutil.disk_usage(folder).free


@dataclass
class Disk:
    """The disk of a study: ``trial_bytes`` are what a running trial takes at most."""

    folder: Path
    trial_bytes: float
    """0 where it is not known beforehand; the most that a trial was seen to hold then counts."""
    budget: float | None = None
    free: Callable[[Path], int] = free_bytes
    every: float = 1.0
    """Seconds before the study's files are counted again: one that waits for room asks often."""
    _taken: int = 0
    _seen: int = 0
    _counted: float = float("-inf")

    def want(self, going_on: Path | None = None) -> str | None:
        """Return what stands against one more trial, or None: there is room.

        One that is ``going_on`` from its folder needs no room for what it holds there already.
        """
        self._count()
        growth = max(0.0, (self.trial_bytes or self._seen) - folder_bytes(going_on))
        needed = growth + MARGIN
        if (free := self.free(self.folder)) < needed:
            return f"the disk has {free / 1e9:.1f} GB free, a trial may need {needed / 1e9:.1f} GB"
        if self.budget is not None and self._taken + growth > self.budget:
            return (
                f"the study takes {self._taken / 1e9:.1f} GB, and with one trial more it might"
                f" pass search.disk_budget, {self.budget / 1e9:.1f} GB"
            )
        return None

    def _count(self) -> None:
        """Count the study's files, unless that was done a moment ago."""
        if time.monotonic() - self._counted <= self.every:
            return
        if self.budget is not None:
            self._taken = folder_bytes(self.folder)
        if not self.trial_bytes:
            running = (state.parent for state in self.folder.glob("trials/*/resume"))
            self._seen = max([self._seen, *map(folder_bytes, running)])
        self._counted = time.monotonic()


def disk_of(config: StudyConfig, folder: Path) -> Disk:
    """Return the disk of a study's folder, for trials of its largest encoder."""
    needed = _running_copies(config) * largest_bytes(config)
    return Disk(folder, needed, config.search.disk_budget)


def check_disk(config: StudyConfig, results: Path, *, slots: int) -> None:
    """Refuse a search whose kept and running weights will not fit: ResourceError."""
    copies = most_copies(config, slots=slots)
    needed = copies * largest_bytes(config)
    results.mkdir(parents=True, exist_ok=True)
    free, budget = free_bytes(results), config.search.disk_budget
    if free < needed:
        raise ResourceError(
            f"{results} has {free / 1e9:.1f} GB free, but {copies} copies of the weights need"
            f" {needed / 1e9:.1f} GB; free some, give --results another disk,"
            " or lower search.keep"
        )
    if budget is not None and budget < needed + MARGIN:
        raise ResourceError(
            f"search.disk_budget is {budget / 1e9:.1f} GB, but {copies} copies of the weights need"
            f" {(needed + MARGIN) / 1e9:.1f} GB; raise it, or lower search.keep"
        )


def disk_notes(config: StudyConfig, folder: StudyFolder) -> Iterator[str]:
    """Yield what a user should know of the search's disk before it starts."""
    if config.search.disk_budget is not None and folder.mirror.url:
        yield (
            f"search.disk_budget holds for the study's working copy, {folder.path}; what"
            f" {folder.location} takes is not counted"
        )


def most_copies(config: StudyConfig, *, slots: int) -> int:
    """Return how many copies of the weights a study holds at most: kept, and of running trials."""
    return config.search.keep * _models(config) + slots * _running_copies(config)


def _models(config: StudyConfig) -> int:
    """Return how many models a trial has: one, or one a fold."""
    return config.data.split.folds or 1


def _running_copies(config: StudyConfig) -> int:
    """Return how many copies of the weights a running trial holds; folds keep their best apart."""
    folds = config.data.split.folds
    return folds * (COPIES_PER_RUNNING_TRIAL + 1) if folds else COPIES_PER_RUNNING_TRIAL


def largest_bytes(config: StudyConfig) -> float:
    """Return what the weights of the largest encoder take; 0 where this machine cannot know."""
    from relsearch.model.size import weight_bytes

    return max(weight_bytes(encoder) for encoder in config.values_of("encoder"))


def folder_bytes(folder: Path | None) -> int:
    """Return the bytes of a folder's files, none where there is none."""
    return sum(_size(file) for file in folder.rglob("*")) if folder else 0


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # replaced or dropped since it was listed
        return 0
