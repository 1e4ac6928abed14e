"""Record: what is kept of a finished trial besides its predictions and weights."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from relsearch.config.settings import Settings
from relsearch.config.trial import TrialConfig
from relsearch.errors import StudyError
from relsearch.files import whole_file

State = Literal["complete", "pruned", "failed"]


class EvaluationRecord(Settings):
    """One evaluation on dev; ``share`` is of the trial's own schedule, scores are 0-100."""

    number: int
    epoch: float
    share: float
    score: float
    micro_f1: float
    auprc: float
    seconds: float


class Record(Settings):
    """record.json: the configuration, every evaluation, and the scores of the best one."""

    number: int
    state: State
    config: TrialConfig
    values: dict[str, Any]
    evaluations: tuple[EvaluationRecord, ...] = ()
    scores: dict[str, dict[str, float]] = Field(default_factory=dict)
    """part -> metric -> score, at the best evaluation; labelled parts only."""
    seconds: float = 0.0
    error: str | None = None
    infeasible: bool = False
    """Failed for a reason that lies in the configuration and would come back: too little memory."""

    @property
    def best(self) -> EvaluationRecord | None:
        """The evaluation with the highest score; the first of equals."""
        return max(self.evaluations, key=lambda one: one.score, default=None)

    @property
    def score(self) -> float | None:
        """The optimised metric at the best dev evaluation."""
        return self.best.score if self.best else None

    @property
    def micro_f1(self) -> float | None:
        """Micro F1 on dev at the best evaluation."""
        return self.best.micro_f1 if self.best else None

    @property
    def auprc(self) -> float | None:
        """AUPRC on dev at the best evaluation."""
        return self.best.auprc if self.best else None

    @property
    def epochs_run(self) -> float:
        """Epochs trained before the trial ended."""
        return self.evaluations[-1].epoch if self.evaluations else 0.0

    def save(self, path: Path) -> None:
        """Write record.json whole or not at all."""
        with whole_file(path) as temporary:
            temporary.write_text(self.model_dump_json(indent=1), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> "Record":
        """Read record.json; StudyError when it is not one."""
        try:
            return Record.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:  # pydantic's and Unicode's errors are ValueErrors
            raise StudyError(f"cannot read the record {path}: {error}") from None
