"""Finalists: the runs that repeat a study's best trials over seeds."""

from relsearch.config import Finalists
from relsearch.repeats.repeat import Repeat
from relsearch.study import Record, Study


def finalist_repeats(study: Study, finalists: Finalists | None) -> list[Repeat]:
    """Return the repeats of the best trials, done or not; none where none are asked for.

    The search's own run is not among them: it was chosen for its score, which flatters it.
    """
    if finalists is None:
        return []
    return [
        Repeat(record, seed, study.folder.finalist(record.number, seed))
        for record in study.ranked()[: finalists.top]
        for seed in _seeds(record, finalists.seeds)
    ]


def _seeds(record: Record, count: int) -> range:
    """Return the seeds that follow the trial's own."""
    return range(record.config.seed + 1, record.config.seed + 1 + count)
