"""Verdicts: what a panel decided on some rows, and how well, beside its members."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from relsearch.data.example import Corpus
from relsearch.study.rows import Rows
from relsearch.training.agreement import agreement
from relsearch.training.metrics import label_ids
from relsearch.voting.members import Member, Stack, stack, stored_member
from relsearch.voting.panel import Panel
from relsearch.voting.scoring import Scoring
from relsearch.voting.vote import VOTES, Vote, soft_vote


@dataclass(frozen=True)
class Verdict:
    """A panel's vote on n rows, and every score (0-100) that gold labels allow.

    ``others`` are the votes that the same members would have cast in other ways.
    """

    part: str
    stack: Stack
    vote: Vote
    others: Mapping[str, Vote]
    gold: tuple[str, ...] | None
    no_relation: str | None

    @cached_property
    def members(self) -> list[dict[str, Any]]:
        """Each member's scores and intervals on the same rows, in the panel's order."""
        return [self._judged(vote) for vote in self._alone]

    def to_dict(self) -> dict[str, Any]:
        """Return the vote's figures, fit for JSON."""
        gold = None if self.gold is None else label_ids(self.gold, self.stack.labels)
        return {
            "rows": len(self.stack.ids),
            **self._judged(self.vote),
            "gain": self._gain(),
            "other_ways": {way: self._other(vote) for way, vote in self.others.items()},
            "ties": self.vote.ties,
            "argmax_differs": self.vote.differing,
            "agreement": agreement(self.stack.probabilities, gold).to_dict(),
        }

    def _judged(self, vote: Vote) -> dict[str, Any]:
        scoring = self._scoring
        if scoring is None:
            return {"scores": None, "intervals": None}
        return {"scores": scoring.scores(vote), "intervals": scoring.intervals(vote)}

    def _gain(self) -> dict[str, float] | None:
        """Return how far the vote lies above its best-ranked member."""
        if self._scoring is None:
            return None
        return asdict(self._scoring.gain(self.vote, self._alone[0]))

    def _other(self, vote: Vote) -> dict[str, Any]:
        """Return what another way to vote scores, and how far the vote lies above it."""
        scoring = self._scoring
        gain = None if scoring is None else asdict(scoring.gain(self.vote, vote))
        return {**self._judged(vote), "gain": gain}

    @cached_property
    def _alone(self) -> list[Vote]:
        """What each member would say without the others."""
        return [soft_vote(probabilities[None]) for probabilities in self.stack.probabilities]

    @property
    def _scoring(self) -> Scoring | None:
        if self.gold is None:
            return None
        return Scoring(self.gold, self.stack.labels, self.no_relation)


def judge(
    panel: Panel, members: Sequence[Member], rows: Rows, *, part: str, corpus: Corpus
) -> Verdict:
    """Let the panel vote on rows; ``members`` in the panel's order say what they think of them."""
    seen = stack(members, ids=rows.ids, labels=corpus.labels)
    heard = panel.hear(seen, rows)
    vote, others = panel.decide(heard.probabilities), _others(panel, seen, heard)
    return Verdict(part, heard, vote, others, rows.gold, corpus.no_relation)


def _others(panel: Panel, seen: Stack, heard: Stack) -> dict[str, Vote]:
    """Return the votes by every other rule, and by every rule on what the members say untreated."""
    ways = {", ".join([rule, *panel.treatment]): (rule, heard) for rule in VOTES}
    plain = {rule: (rule, seen) for rule in VOTES}
    del ways[", ".join([panel.vote, *panel.treatment])]
    if not panel.treatment:
        del plain[panel.vote]
    return {
        way: panel.decide(said.probabilities, by=rule)
        for way, (rule, said) in {**plain, **ways}.items()
    }


def judge_stored(panel: Panel, corpus: Corpus, *, parts: Iterable[str]) -> tuple[Verdict, ...]:
    """Judge parts of a corpus from what the members stored of them."""
    return tuple(
        judge(
            panel,
            [stored_member(one.record, one.place, part, fold=one.fold) for one in panel.seats],
            Rows.of(getattr(corpus, part)),
            part=part,
            corpus=corpus,
        )
        for part in parts
    )
