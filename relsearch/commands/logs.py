"""logs: all that is known of one trial: its configuration, its course, how it ended, its output."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsearch.errors import StudyError
from relsearch.study import EvaluationRecord, Journal, Record, Study, TrialFolder, open_study


@dataclass(frozen=True)
class TrialLog:
    """What a trial left; ``error`` and ``traceback`` are empty where nothing went wrong."""

    study: Study
    state: str
    values: dict[str, Any]
    evaluations: Sequence[EvaluationRecord]
    error: str
    traceback: str
    output: str

    @property
    def config(self) -> dict[str, Any]:
        """The whole configuration, without what stands at its default."""
        return self.study.config.trial(self.values).model_dump(exclude_defaults=True)


def logs(
    trial: int, study: str | Path | None = None, *, results: str | Path = "results"
) -> TrialLog:
    """Return what is known of a trial that runs, was interrupted, or ended; StudyError for none."""
    opened = open_study(study, results=results)
    place = opened.folder.trial(trial)
    place.refresh()
    if place.record.is_file():
        record = Record.load(place.record)
        return _log(opened, place, record.state, record.values, record.evaluations, record.error)
    file = opened.folder.mirror.fetch_grown(opened.folder.journal)
    journal = Journal.load(file, space=opened.config.space)
    asked = {one.number: one.values for one in journal.interrupted()}
    if trial not in asked:
        raise StudyError(_unknown(trial, opened, len(journal.study.get_trials(deepcopy=False))))
    return _log(opened, place, "running", asked[trial], journal.evaluations()[trial], None)


def _log(
    study: Study,
    place: TrialFolder,
    state: str,
    values: dict[str, Any],
    evaluations: Sequence[EvaluationRecord],
    error: str | None,
) -> TrialLog:
    return TrialLog(
        study=study,
        state=state,
        values=values,
        evaluations=evaluations,
        error=error or "",
        traceback=_text(place.error),
        output=_text(place.log),
    )


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _unknown(trial: int, study: Study, asked: int) -> str:
    has = f"trials 0 to {asked - 1}" if asked else "no trial yet"
    return f"study {study.folder.name} has no trial {trial}, but {has}"
