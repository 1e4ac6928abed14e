"""Failure: the record of a trial that left none, with what is known of the reason."""

from collections.abc import Sequence
from typing import Any

from relsearch.study import EvaluationRecord, Record, Study, TrialFolder

SHARED = (
    "Give --results s3://BUCKET/FOLDER, gs://BUCKET/FOLDER or a folder that every machine has"
    " under the same path"
)
UNSEEN = (
    "its worker ended it, but its record is not where the driver looks: the results folder is not"
    f" shared by the machines. {SHARED}"
)
TOO_OFTEN = "its worker was lost more often than search.max_failures allows"
NO_MEMORY = (
    "its worker was killed for want of the machine's memory more often than search.max_failures"
    " allows, while no other trial ran"
)


def write_failed(
    study: Study,
    number: int,
    values: dict[str, Any],
    evaluations: Sequence[EvaluationRecord],
    *,
    why: str,
) -> None:
    """Keep what a lost trial had reported; its worker's last words, if any, say more than ``why``.

    One that memory did not suffice for is infeasible: it would come to the same end again.
    """
    place = study.folder.trial(number)
    infeasible = why == NO_MEMORY
    record = Record(
        number=number,
        state="failed",
        config=study.config.trial(values),
        values=values,
        evaluations=tuple(evaluations),
        error=why if infeasible else _last_words(place) or why,
        infeasible=infeasible,
    )
    record.save(place.record)
    place.share()


def _last_words(place: TrialFolder) -> str | None:
    """Return the last line of the traceback that the worker left, if it could."""
    if place.error.is_file():
        return place.error.read_text(encoding="utf-8").strip().splitlines()[-1]
    return None
