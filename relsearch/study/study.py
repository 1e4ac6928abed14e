"""Study: a study folder opened for reading: its configuration, records and predictions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from relsearch.config.load import parse_study
from relsearch.config.study import StudyConfig
from relsearch.errors import StudyError
from relsearch.files import whole_file
from relsearch.study.finding import find_study
from relsearch.study.folder import StudyFolder
from relsearch.study.leaderboard import ranked, write_leaderboard
from relsearch.study.predictions import Predictions
from relsearch.study.record import Record

VERSIONED = ("relsearch", "ray", "optuna", "torch", "transformers", "scikit-learn")


@dataclass(frozen=True)
class Study:
    """A study on disk; opening it starts nothing and holds no lock."""

    folder: StudyFolder

    @cached_property
    def resolved(self) -> dict[str, Any]:
        """study.yaml as it was written: configuration, fingerprint, labels, versions."""
        try:
            return dict(yaml.safe_load(self.folder.config_file.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
            raise StudyError(f"cannot read {self.folder.config_file}: {error}") from None

    @cached_property
    def config(self) -> StudyConfig:
        """The configuration that the study was started with."""
        raw = {key: value for key, value in self.resolved.items() if key != "made"}
        return parse_study(raw, source=str(self.folder.config_file))

    def records(self) -> list[Record]:
        """Records of the finished trials, by number."""
        read = (_read(folder.record) for _, folder in self.folder.trials())
        return [record for record in read if record]

    def record(self, number: int) -> Record | None:
        """Record of a trial, None as long as it has not finished."""
        return _read(self.folder.trial(number).record)

    def ranked(self) -> list[Record]:
        """Complete and pruned trials that have a score, best first."""
        return ranked(
            record
            for record in self.records()
            if record.state != "failed" and record.score is not None
        )

    def predictions(self, number: int) -> Predictions:
        """The stored probabilities of a trial."""
        place = self.folder.trial(number)
        return Predictions.load(place.mirror.fetch(place.predictions))

    def checkpoint(self, number: int) -> Path:
        """Return the folder of a trial's weights, which is there if they were kept."""
        place = self.folder.trial(number)
        return place.mirror.fetch(place.checkpoint)

    def is_finished(self) -> bool:
        """Say whether every trial that was asked for has its record."""
        return len(self.records()) >= self.config.trials

    def write_leaderboard(self) -> None:
        """Write leaderboard.csv from the records there are."""
        write_leaderboard(self.folder.leaderboard, self.records(), self.config.columns)
        self.folder.mirror.send(self.folder.leaderboard)


def _read(file: Path) -> Record | None:
    try:
        return _read_once(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@cache
def _read_once(file: Path, written: int) -> Record:
    """Return a record; ``written`` (ns) tells a new file of the same name from the one known."""
    return Record.load(file)


def open_study(study: str | Path | None = None, *, results: str | Path = "results") -> Study:
    """Open a study given as a folder or URL, as a name under ``results``, or (None) the newest.

    Raises StudyError naming the studies there are.
    """
    return Study(find_study(study, results=results))


def write_config(folder: StudyFolder, config: StudyConfig, made: Mapping[str, Any]) -> None:
    """Write study.yaml: the resolved configuration and, under ``made``, what it was made with."""
    versions = {name: version(name) for name in VERSIONED}
    content = {
        **config.model_dump(mode="json"),
        "data": config.data.model_dump(mode="json", exclude_unset=True),
        "made": {**made, "versions": versions},
    }
    with whole_file(folder.config_file) as temporary:
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        temporary.write_text(text, encoding="utf-8")
    folder.mirror.send(folder.config_file)
