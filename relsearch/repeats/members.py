"""Members: the weights of ranked trials that a study did not keep, made again."""

import os
from collections.abc import Sequence

from relsearch.repeats.repeat import Repeat
from relsearch.study import Record, Study


def lost_members(study: Study, trials: Sequence[Record]) -> list[Repeat]:
    """Return the runs that make dropped weights again: same rows, same seed, as far as it ran."""
    return [
        Repeat(
            trial,
            trial.config.seed,
            study.folder.restored(trial.number),
            until=trial.evaluations[-1].share,
            keep=True,
        )
        for trial in trials
        if not study.folder.mirror.has(study.folder.trial(trial.number).checkpoint)
    ]


def put_back(study: Study, repeat: Repeat) -> None:
    """Move restored weights to their trial, whose record and predictions stay as they were."""
    mirror, checkpoint = study.folder.mirror, study.folder.trial(repeat.trial.number).checkpoint
    os.replace(mirror.fetch(repeat.place.checkpoint), checkpoint)
    mirror.send(checkpoint)
    mirror.drop(repeat.place.path)
