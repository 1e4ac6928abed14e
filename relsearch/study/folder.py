"""StudyFolder: where everything of a study lies; the only place that knows the file names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from relsearch.study.mirror import Mirror


@dataclass(frozen=True)
class TrialFolder:
    """``trials/<number>``: a trial's checkpoint, predictions, record and resume state."""

    path: Path
    mirror: Mirror = field(default_factory=Mirror, compare=False)

    @property
    def checkpoint(self) -> Path:
        """The best weights, a Hugging Face folder; only for trials worth keeping."""
        return self.path / "checkpoint"

    @property
    def predictions(self) -> Path:
        """Probabilities of dev, select and test at the best evaluation."""
        return self.path / "predictions.npz"

    @property
    def record(self) -> Path:
        """Written last: its presence means that predictions and checkpoint are whole."""
        return self.path / "record.json"

    @property
    def error(self) -> Path:
        """The traceback of a worker that failed in a way nobody foresaw."""
        return self.path / "error.txt"

    @property
    def log(self) -> Path:
        """What its workers printed, attempt after attempt."""
        return self.path / "log.txt"

    @property
    def resume(self) -> Path:
        """The rolling state that an interrupted trial goes on from."""
        return self.path / "resume"

    def take_up(self) -> None:
        """Bring what an interrupted run left, wherever it ran."""
        self.mirror.clear(self.path)
        self.mirror.look(self.path)
        self.mirror.fetch(self.checkpoint)
        self.mirror.fetch(self.log)
        self.mirror.fetch_state(self.resume)

    def share_state(self) -> None:
        """Let a run on another machine go on from here."""
        self.mirror.send(self.log)
        self.mirror.send(self.checkpoint)
        self.mirror.send_state(self.resume)

    def share(self) -> None:
        """Let everyone see what a finished run left, its record last, and forget how it ran."""
        for path in (self.log, self.predictions, self.checkpoint, self.error, self.record):
            self.mirror.send(path)
        self.mirror.drop(self.resume)

    def refresh(self) -> None:
        """Bring what a run on another machine says of itself."""
        self.mirror.look(self.path)
        for path in (self.log, self.error, self.record):
            self.mirror.fetch(path)


@dataclass(frozen=True)
class StudyFolder:
    """``results/<name>``, or the working copy of a study that a storage keeps."""

    path: Path
    mirror: Mirror = field(default_factory=Mirror, compare=False)

    @property
    def location(self) -> str:
        """Where the study is kept, as every machine knows it: a path or a URL."""
        return self.mirror.url or str(self.path)

    @property
    def name(self) -> str:
        """The study's name: its folder's."""
        return self.path.name

    @property
    def config_file(self) -> Path:
        """The resolved configuration, data fingerprint, versions and seed."""
        return self.path / "study.yaml"

    @property
    def journal(self) -> Path:
        """The Optuna journal: the only truth."""
        return self.path / "study.journal"

    @property
    def lock(self) -> Path:
        """Held by the one driver that writes the journal."""
        return self.path / ".lock"

    @property
    def leaderboard(self) -> Path:
        """Every trial, best first."""
        return self.path / "leaderboard.csv"

    @property
    def report(self) -> Path:
        """The study as a page."""
        return self.path / "report.html"

    @property
    def ensembles(self) -> Path:
        """One folder an ensemble."""
        return self.path / "ensembles"

    @property
    def ranking(self) -> Path:
        """The finalists by their mean over seeds."""
        return self.path / "finalists" / "finalists.csv"

    def finalist(self, number: int, seed: int) -> TrialFolder:
        """The folder of a trial's repeat under a seed of its own."""
        return TrialFolder(self.path / "finalists" / f"{number}-{seed}", self.mirror)

    def finalists(self) -> Iterator[TrialFolder]:
        """Yield the folders of the repeats on disk, by trial and seed."""
        folders = (self.path / "finalists").glob("[0-9]*-[0-9]*")
        for folder in sorted(folders, key=lambda path: [int(n) for n in path.name.split("-")]):
            yield TrialFolder(folder, self.mirror)

    def refitted(self, number: int, seed: int) -> TrialFolder:
        """The folder of a trial's configuration trained on all labelled rows."""
        return TrialFolder(self.path / "refit" / f"{number}-{seed}", self.mirror)

    def restored(self, number: int) -> TrialFolder:
        """The folder in which a trial's dropped weights are made again."""
        return TrialFolder(self.path / "restored" / str(number), self.mirror)

    def trial(self, number: int) -> TrialFolder:
        """The folder of one trial."""
        return TrialFolder(self.path / "trials" / str(number), self.mirror)

    def trials(self) -> Iterator[tuple[int, TrialFolder]]:
        """Yield (number, folder) of the trials on disk, in order."""
        folders = (self.path / "trials").glob("[0-9]*")
        for number in sorted(int(folder.name) for folder in folders if folder.name.isdecimal()):
            yield number, self.trial(number)

    def refresh(self) -> None:
        """Bring the configuration and every record."""
        self.mirror.fetch_named(self.config_file.name, self.trial(0).record.name)
