"""Starting and resuming: a study folder is made, or found again as it was left."""

from collections.abc import Iterable, Mapping
from typing import Any

from relsearch.config import StudyConfig
from relsearch.errors import StudyError
from relsearch.study.folder import StudyFolder
from relsearch.study.journal import Journal, mend
from relsearch.study.study import Study, write_config

# What may change between two drivers of one study: how long, how wide, how much is kept.
FREE_TO_CHANGE = {"search": ("trials", "time_budget", "keep", "max_concurrent", "max_failures")}


def begin(folder: StudyFolder, config: StudyConfig, *, fingerprint: str) -> Study:
    """Write study.yaml into a new folder."""
    write_config(folder, config, {"data_fingerprint": fingerprint})
    return Study(folder)


def take_up(
    folder: StudyFolder, config: StudyConfig, *, fingerprint: str
) -> tuple[Study, list[str]]:
    """Reopen a study under its lock; return it with what was mended, in sentences.

    Raises StudyError listing what differs when space, fixed values or data are not the same.
    """
    study = Study(folder)
    made = study.resolved["made"]
    differences = [*_differences(study.config, config)]
    if made["data_fingerprint"] != fingerprint:
        differences.append(f"data: {made['data_fingerprint']} became {fingerprint}")
    if differences:
        listed = "\n".join(f"  - {difference}" for difference in differences)
        raise StudyError(
            f"study {folder.name} was begun with another search file:\n{listed}\n"
            "take another --name, or restore what changed"
        )
    write_config(folder, config, made)
    torn = mend(folder.journal)
    notes = [f"the journal's last line was torn; it was cut off and kept in {torn}"] if torn else []
    return Study(folder), notes


def adopt(study: Study, journal: Journal) -> int:
    """Tell the journal of trials whose record was written but never told; return how many.

    Whatever runs after that has its configuration and may be handed out again.
    """
    unfinished = journal.unfinished()
    records = [record for record in study.records() if record.number in unfinished]
    for record in records:
        for evaluation in record.evaluations:
            journal.report(record.number, evaluation)
        journal.tell(record.number, record.state, best=record.score)
    journal.finish_asking()
    return len(records)


def _differences(old: StudyConfig, new: StudyConfig) -> Iterable[str]:
    for name in ("data", "search", "start_with", "fixed", "space"):
        before, after = (_comparable(config, name) for config in (old, new))
        if before != after:
            yield from _changed(name, before, after)


def _comparable(config: StudyConfig, name: str) -> Any:
    dumped = config.model_dump(mode="json")[name]
    free = FREE_TO_CHANGE.get(name, ())
    if isinstance(dumped, Mapping):
        return {key: value for key, value in dumped.items() if key not in free}
    return dumped


def _changed(name: str, before: Any, after: Any) -> Iterable[str]:
    if not isinstance(before, Mapping):
        yield f"{name}: {before} became {after}"
        return
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"{name}.{key}: {before.get(key)} became {after.get(key)}"
