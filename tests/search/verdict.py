"""Verdict: what must hold of a study whatever died while it ran."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from relsearch.search.asha import TOLERANCE, Asha, rung_points
from relsearch.study import Journal, Study, open_study

STATE = 6  # what the journal calls an operation that gives a trial its state
FINISHED = (1, 2, 3)


class Onlooker:
    """Looks at a study while it runs: what was written stands, what had finished is as it was."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.faults: list[str] = []
        self._known = b""
        self._records: dict[Path, int] = {}

    def look(self) -> None:
        """Compare with the last look."""
        if not (self.place / "study.journal").is_file():
            return
        journal = (self.place / "study.journal").read_bytes()
        if not journal.startswith(self._known):
            self.faults.append("the journal lost or changed lines")
        self._known = journal[: journal.rfind(b"\n") + 1]
        for file, written in self._records.items():
            if not file.is_file() or file.stat().st_mtime_ns != written:
                self.faults.append(f"{file} was written again")
        self._records = {file: file.stat().st_mtime_ns for file in self.place.rglob("record.json")}


def operations(journal: Path) -> list[dict[str, Any]]:
    """Return the whole lines of a journal."""
    text = journal.read_text(encoding="utf-8") if journal.is_file() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def faults_of(place: Path, *, trials: int) -> list[str]:
    """Return what is wrong with a finished study: trials lost, told twice, evaluations missing."""
    study, journal = _opened(place)
    told, faults = journal.study.trials, []
    if [record.number for record in study.records()] != [*range(trials)]:
        faults.append("not exactly the trials asked for")
    ends = Counter(
        line["trial_id"]
        for line in operations(study.folder.journal)
        if line["op_code"] == STATE and line.get("state") in FINISHED
    )
    if len(told) != trials or set(ends.values()) != {1} or len(ends) != trials:
        faults.append(f"trials ended more or less than once: {dict(ends)}")
    for record in study.records():
        numbers = [one.number for one in record.evaluations]
        if numbers != [*range(1, len(numbers) + 1)]:
            faults.append(f"trial {record.number} has the evaluations {numbers}")
        scores = told[record.number].intermediate_values
        if scores != {one.number: one.score for one in record.evaluations}:
            faults.append(f"trial {record.number}: journal and record tell different scores")
    return faults


def counts_of(place: Path) -> dict[str, Any]:
    """Return how many trials a study has, how they ended, and how often they were begun."""
    study, journal = _opened(place)
    records = study.records()
    return {
        "trials": len(journal.study.trials),
        "states": dict(Counter(record.state for record in records)),
        "attempts": sum(log.read_text().count("--- ") for log in place.rglob("log.txt")),
        "evaluations": sum(len(record.evaluations) for record in records),
    }


def rungs_of(place: Path) -> dict[str, int]:
    """Return how many scores each of ASHA's rungs holds when a new driver rebuilds it."""
    study, journal = _opened(place)
    rule = Asha(study.config.search.scheduler, longest=study.config.largest("epochs"))
    for number, one in journal.arrivals():
        rule.keeps(number, one.epoch, one.score)
    return {f"{rung.at:g}": len(rung.scores) for rung in rule._rungs}


def reached_of(place: Path) -> dict[str, int]:
    """Return how many trials trained as far as each of ASHA's rungs: what `rungs_of` should be."""
    study = open_study(place)
    rule = study.config.search.scheduler
    points = rung_points(rule.grace, rule.reduction, study.config.largest("epochs"))
    ran = [record.epochs_run for record in study.records()]
    return {f"{at:g}": sum(epochs + TOLERANCE >= at for epochs in ran) for at in points}


def _opened(place: Path) -> tuple[Study, Journal]:
    study = open_study(place)
    return study, Journal.load(study.folder.journal, space=study.config.space)
