"""Panels: which trials of a study vote, with how many voices, and by which rule."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.components import look_up
from relsearch.data.example import Corpus
from relsearch.errors import StudyError
from relsearch.study.record import Record
from relsearch.study.rows import Rows, selection_part
from relsearch.study.study import Study
from relsearch.training.metrics import label_ids, score
from relsearch.voting.greedy import Objective, greedy
from relsearch.voting.members import Stack, stack, stored_member
from relsearch.voting.vote import VOTES, Vote, skill_of

CONSIDERED = 50  # of a study's best trials, by greedy selection: weak ones only cost time


@dataclass(frozen=True)
class Seat:
    """A trial with its ``voices`` (a greedy pick may have several) and its skill as a voter."""

    record: Record
    voices: int
    skill: float


@dataclass(frozen=True)
class Panel:
    """The trials that vote, best first, by which rule, and the part they were judged on."""

    seats: tuple[Seat, ...]
    vote: str
    part: str

    @property
    def records(self) -> list[Record]:
        """The trials' records, best first."""
        return [seat.record for seat in self.seats]

    def only(self, records: Sequence[Record]) -> "Panel":
        """Return the panel with the others left out."""
        kept = {record.number for record in records}
        seats = tuple(seat for seat in self.seats if seat.record.number in kept)
        return replace(self, seats=seats)

    def decide(self, probabilities: NDArray[Any]) -> Vote:
        """Let the members (members, n, labels) vote."""
        voices = [seat.voices for seat in self.seats]
        skill = np.array([seat.skill for seat in self.seats])
        rule = look_up(VOTES, self.vote, kind="vote")
        return rule(np.repeat(probabilities, voices, axis=0), np.repeat(skill, voices))


def top_ranked(probabilities: NDArray[Any], objective: Objective, *, picks: int) -> tuple[int, ...]:
    """Return the indices of the first ``picks`` members; their ranks decide, not ``objective``."""
    return tuple(range(min(picks, len(probabilities))))


SELECTIONS: dict[str, Callable[..., tuple[int, ...]]] = {"top": top_ranked, "greedy": greedy}


def choose_panel(study: Study, corpus: Corpus, *, top: int, vote: str, select: str) -> Panel:
    """Choose at most ``top`` voices from a study's trials, judged on its selection rows.

    Raises StudyError for a study without a finished trial, and ConfigError for an unknown way
    to vote or select.
    """
    look_up(VOTES, vote, kind="vote")
    pick = look_up(SELECTIONS, select, kind="selection")
    records = study.ranked()[: top if select == "top" else max(top, CONSIDERED)]
    if not records:
        raise StudyError(f"study {study.folder.name} has no finished trial yet: none can vote")
    part = selection_part(corpus)
    rows = Rows.of(getattr(corpus, part))
    members = [stored_member(study, record, part) for record in records]
    seen = stack(members, ids=rows.ids, labels=corpus.labels)
    objective = _objective(study.config.search.metric, rows, corpus)
    voices = Counter(pick(seen.probabilities, objective, picks=top))
    skill = _skill(seen, rows)
    return Panel(
        tuple(Seat(records[index], voices[index], float(skill[index])) for index in sorted(voices)),
        vote=vote,
        part=part,
    )


def _objective(metric: str, rows: Rows, corpus: Corpus) -> Objective:
    """Return the study's metric on the rows; micro F1 for one that needs more than they hold."""

    def objective(probabilities: NDArray[np.float64]) -> float:
        scores = score(
            rows.gold or (), probabilities, labels=corpus.labels, no_relation=corpus.no_relation
        )
        return float(scores[metric if metric in scores else "micro_f1"])

    return objective


def _skill(seen: Stack, rows: Rows) -> NDArray[np.float64]:
    hits = seen.probabilities.argmax(axis=2) == label_ids(rows.gold or (), seen.labels)
    return skill_of(hits.mean(axis=1), len(seen.labels))
