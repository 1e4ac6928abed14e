"""Opening: the study's journal, begun with its queue or reopened with the sampler it began with."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from relsearch.config import StudyConfig, baselines
from relsearch.config.grid import grid_runs, started_runs
from relsearch.search.samplers import build_sampler
from relsearch.search.warm import Warm
from relsearch.study import Journal, Study
from relsearch.study.earlier import recalled, remember
from relsearch.study.widening import queue_gained, widen


def open_journal(study: Study, *, new: bool, earlier: Sequence[dict[str, Any]] = ()) -> Journal:
    """Create the study's journal with its queue, or reopen it with the sampler it began with.

    ``earlier`` is what other studies' trials tell; it takes the place of what was told before.
    """
    config, path = study.config, study.folder.journal
    if new:
        sampler = build_sampler(config.search.sampler, seed=config.search.seed)
        journal = Journal.create(path, space=config.space, sampler=sampler, queue=queue(config))
    else:
        journal = _reopened(config, path)
    if earlier:
        remember(journal, earlier)
    if known := recalled(journal):
        journal.study.sampler = Warm(journal.study.sampler, known)
    return journal


def _reopened(config: StudyConfig, path: Path) -> Journal:
    journal = Journal.load(path, space=config.space)
    if widen(journal, path):
        journal = Journal.load(path, space=config.space)
    search = config.search
    if search.sampler.kind == "grid":
        queue_gained(journal, queue(config))  # a wider space has more combinations
    journal.study.sampler = build_sampler(search.sampler, seed=search.seed, asked=journal.asked())
    return journal


def queue(config: StudyConfig) -> list[Mapping[str, Any]]:
    """Return what runs before the sampler is asked: the baselines, and a grid's combinations."""
    first = baselines(config)
    if config.search.sampler.kind != "grid":
        return list(first)
    started = [run for _, run in started_runs(config.space, config.fixed, first)]
    others = grid_runs(config.space, started)[len(started) :]
    random.Random(config.search.seed).shuffle(others)
    return [*started, *others]
