"""Starting and resuming: a study folder is made, or found again as it was left."""

from collections.abc import Mapping, Sequence
from typing import Any

from relsearch.config import StudyConfig
from relsearch.errors import StudyError
from relsearch.study.differences import differences, widenings
from relsearch.study.folder import StudyFolder
from relsearch.study.journal import Journal
from relsearch.study.journal_file import mend
from relsearch.study.parts import Parts, changed_parts
from relsearch.study.record import Record
from relsearch.study.study import Study, write_config


def begin(
    folder: StudyFolder,
    config: StudyConfig,
    *,
    fingerprint: str,
    parts: Parts | None = None,
    data_sets: Mapping[str, Mapping[str, str]] | None = None,
) -> Study:
    """Write study.yaml into a new folder, with the data's parts and versions."""
    made: dict[str, Any] = {"data_fingerprint": fingerprint}
    if parts:
        made["data_parts"] = parts
    if data_sets:
        made["data_sets"] = {part: dict(one) for part, one in data_sets.items()}
    write_config(folder, config, made)
    return Study(folder)


def take_up(
    folder: StudyFolder,
    config: StudyConfig,
    *,
    fingerprint: str,
    parts: Parts | None = None,
    force_space: bool = False,
) -> tuple[Study, list[str]]:
    """Reopen a study under its lock; return it with what was mended, in sentences.

    Raises StudyError listing what differs when space, fixed values or data are not the same;
    with ``force_space`` the space may have gained choices or wider ranges.
    """
    study = Study(folder)
    made = study.resolved["made"]
    changed = _data_changes(made, config, fingerprint=fingerprint, parts=parts)
    _refuse_another(study, config, changed, force_space=force_space)
    write_config(folder, config, made)
    torn = mend(folder.journal)
    notes = [f"the journal's last line was torn; it was cut off and kept in {torn}"] if torn else []
    return Study(folder), notes


def _data_changes(
    made: Mapping[str, Any], config: StudyConfig, *, fingerprint: str, parts: Parts | None
) -> list[str]:
    """Return which rows are others than those that the study was made with."""
    if made["data_fingerprint"] == fingerprint:
        return []
    files = config.data.model_dump(mode="json")
    lines = changed_parts(made.get("data_parts"), parts, files)
    return [f"data.{line}" for line in lines] or [
        f"data: {made['data_fingerprint']} became {fingerprint}"
    ]


def _refuse_another(
    study: Study, config: StudyConfig, changed: Sequence[str], *, force_space: bool
) -> None:
    found, wider = differences(study.config, config), widenings(study.config, config)
    refused = [line for line in found if not (force_space and line in wider)]
    refused += changed
    if refused:
        listed = "\n".join(f"  - {difference}" for difference in refused)
        may_force = "\nwith --force-space it goes on in the wider space" * (
            set(refused) <= {*wider}
        )
        raise StudyError(
            f"study {study.folder.name} was begun with another search file:\n{listed}\n"
            f"take another --name, or restore what changed{may_force}"
        )


def adopt(study: Study, journal: Journal) -> list[Record]:
    """Tell the journal of trials whose record was written but never told; return the records.

    Whatever runs after that has its configuration and may be handed out again.
    """
    records = [record for number in sorted(journal.unfinished()) if (record := _new(study, number))]
    for record in records:
        for evaluation in record.evaluations:
            journal.report(record.number, evaluation)
        journal.tell(record.number, record.state, best=record.score, infeasible=record.infeasible)
    journal.finish_asking()
    return records


def _new(study: Study, number: int) -> Record | None:
    """Return the record of a trial if it has one by now, wherever it ran."""
    study.folder.trial(number).refresh()
    return study.record(number)
