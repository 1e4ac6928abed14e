"""Panels: which runs vote, with how many voices, how they are heard, and by which rule."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsearch.components import look_up
from relsearch.study.folder import TrialFolder
from relsearch.study.record import Record
from relsearch.study.rows import Rows
from relsearch.training.type_mask import TypeMask, masked
from relsearch.voting.members import Stack
from relsearch.voting.temperature import scaled
from relsearch.voting.vote import VOTES, Vote


@dataclass(frozen=True)
class Seat:
    """A run and its place, its ``voices`` (a greedy pick may have several) and skill as a voter.

    At a ``temperature`` above 1 its probabilities are taken to be surer than they should be. Where
    the run has a model a ``fold``, each has a seat.
    """

    record: Record
    place: TrialFolder
    voices: int
    skill: float
    temperature: float = 1.0
    fold: int | None = None


@dataclass(frozen=True)
class Panel:
    """The runs that vote, best first, by which rule, and the ``part`` they were judged on.

    Their skill and temperature come of that part; ``chosen_on`` names the part whose rows made
    them members, or the parts (``select then dev``). With a ``mask`` they are not heard on
    relations that their training rows never had between entities of such types.
    """

    seats: tuple[Seat, ...]
    vote: str
    part: str
    chosen_on: str
    mask: TypeMask | None = None

    @property
    def treatment(self) -> tuple[str, ...]:
        """What is done to the members' probabilities before they vote."""
        is_scaled = any(seat.temperature != 1 for seat in self.seats)
        return (*["scaled"] * is_scaled, *["masked"] * (self.mask is not None))

    def hear(self, seen: Stack, rows: Rows) -> Stack:
        """Return what members say at their temperatures, without what the mask rules out."""
        spoken = np.stack(
            [
                one if seat.temperature == 1 else scaled(one, seat.temperature)
                for seat, one in zip(self.seats, seen.probabilities, strict=True)
            ]
        )
        if self.mask is not None:
            spoken = masked(spoken, self.mask.allowed(rows.types, seen.labels, ids=rows.ids))
        return replace(seen, probabilities=spoken)

    def decide(self, probabilities: NDArray[Any], *, by: str | None = None) -> Vote:
        """Let the members (members, n, labels) vote by the panel's rule, or by another."""
        voices = [seat.voices for seat in self.seats]
        skill = np.array([seat.skill for seat in self.seats])
        rule = look_up(VOTES, by or self.vote, kind="vote")
        return rule(np.repeat(probabilities, voices, axis=0), np.repeat(skill, voices))
