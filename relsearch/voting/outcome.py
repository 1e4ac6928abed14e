"""Outcomes: what an ensemble leaves on disk, a submission and metrics.json."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from relsearch.files import whole_folder
from relsearch.voting.panel import Panel, Seat
from relsearch.voting.submission import write_submission
from relsearch.voting.verdict import Verdict

SUBMISSION, METRICS = "submission.csv", "metrics.json"


@dataclass(frozen=True)
class Outcome:
    """An ensemble's verdicts, the last of which is submitted, and where its files lie."""

    folder: Path
    panel: Panel
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]

    @property
    def submission(self) -> Path:
        """``id,pred_label,probs`` of the rows that the last verdict is about."""
        return self.folder / SUBMISSION

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """Members with their scores, and the vote's scores, ties and agreement on each part.

        ``chosen_on`` is the part whose rows made them members: dev where its scores ranked them,
        else that which ranked finalists or which a greedy selection was judged on. ``judged_on``
        is the part that skills and temperatures come of.
        ``intervals`` are 95 % bootstrap intervals, ``gain`` is the vote's micro F1 above that of
        its best-ranked member on the same rows, or above that of another way to vote.
        """
        return {
            "vote": self.panel.vote,
            "treatment": list(self.panel.treatment),
            "members": [self._member(place, seat) for place, seat in enumerate(self.panel.seats)],
            "chosen_on": self.panel.chosen_on,
            "judged_on": self.panel.part,
            "parts": {verdict.part: verdict.to_dict() for verdict in self.verdicts},
            "submitted": self.verdicts[-1].part,
            "notes": list(self.notes),
        }

    def write(self, *, reader: str, copy: Path | None = None) -> None:
        """Write the folder whole or not at all, and the submission once more to ``copy``.

        ``reader`` is the form in which the rows submitted came.
        """
        with whole_folder(self.folder) as folder:
            self._submit(folder / SUBMISSION, reader)
            text = json.dumps(self.metrics, ensure_ascii=False, indent=1)
            (folder / METRICS).write_text(text + "\n", encoding="utf-8")
        if copy is not None:
            self._submit(copy, reader)

    def _submit(self, path: Path, reader: str) -> None:
        last = self.verdicts[-1]
        ids, labels = last.stack.ids, last.stack.labels
        write_submission(path, last.vote, ids=ids, labels=labels, reader=reader)

    def _member(self, place: int, seat: Seat) -> dict[str, Any]:
        return {
            "trial": seat.record.number,
            "fold": seat.fold,
            "seed": seat.record.config.seed,
            "state": seat.record.state,
            "score": seat.record.score,
            "voices": seat.voices,
            "skill": seat.skill,
            "temperature": seat.temperature,
            "scores": {one.part: one.members[place]["scores"] for one in self.verdicts},
            "intervals": {one.part: one.members[place]["intervals"] for one in self.verdicts},
            "values": seat.record.values,
        }
