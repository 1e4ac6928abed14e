"""Verdicts: what a panel decided on some rows, and how well, beside its members."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from relsearch.data.example import Corpus
from relsearch.study.study import Study
from relsearch.training.metrics import Scores, confusion_matrix, label_ids, score
from relsearch.voting.agreement import agreement
from relsearch.voting.members import Member, Stack, stack, stored_member
from relsearch.voting.panel import Panel
from relsearch.voting.rows import Rows
from relsearch.voting.vote import Vote

HEADLINE = ("micro_f1", "auprc", "accuracy", "no_relation_precision", "no_relation_recall")


@dataclass(frozen=True)
class Verdict:
    """A panel's vote on n rows, and every score (0-100) that gold labels allow."""

    part: str
    stack: Stack
    vote: Vote
    gold: tuple[str, ...] | None
    no_relation: str | None

    @property
    def scores(self) -> dict[str, Any] | None:
        """The vote's scores; its labels give micro F1, its mean probabilities AUPRC."""
        if self.gold is None:
            return None
        labels = self.stack.labels
        voted = np.eye(len(labels))[self.vote.labels]  # (n, labels), one-hot
        confusion = confusion_matrix(label_ids(self.gold, labels), voted)
        return _headline(replace(self._score(self.vote.probabilities), confusion=confusion))

    @property
    def member_scores(self) -> list[dict[str, Any] | None]:
        """Each member's scores on the same rows, in the panel's order."""
        if self.gold is None:
            return [None for _ in self.stack.probabilities]
        return [_headline(self._score(one)) for one in self.stack.probabilities]

    def to_dict(self) -> dict[str, Any]:
        """Return the vote's figures, fit for JSON."""
        gold = None if self.gold is None else label_ids(self.gold, self.stack.labels)
        return {
            "rows": len(self.stack.ids),
            "scores": self.scores,
            "ties": self.vote.ties,
            "argmax_differs": self.vote.differing,
            "agreement": agreement(self.stack.probabilities, gold).to_dict(),
        }

    def _score(self, probabilities: Any) -> Scores:
        labels = self.stack.labels
        return score(self.gold or (), probabilities, labels=labels, no_relation=self.no_relation)


def judge(
    panel: Panel, members: Sequence[Member], rows: Rows, *, part: str, corpus: Corpus
) -> Verdict:
    """Let the panel vote on rows; ``members`` in the panel's order say what they think of them."""
    seen = stack(members, ids=rows.ids, labels=corpus.labels)
    vote = panel.decide(seen.probabilities)
    return Verdict(part, seen, vote, rows.gold, corpus.no_relation)


def judge_stored(panel: Panel, study: Study, corpus: Corpus) -> tuple[Verdict, ...]:
    """Judge the selection rows, then those to submit, from what the study stored of them.

    Test is submitted; dev where there is none.
    """
    parts = dict.fromkeys([panel.part, "test" if corpus.test else "dev"])
    return tuple(
        judge(
            panel,
            [stored_member(study, record, part) for record in panel.records],
            Rows.of(getattr(corpus, part)),
            part=part,
            corpus=corpus,
        )
        for part in parts
    )


def _headline(scores: Scores) -> dict[str, Any]:
    return {name: scores[name] for name in HEADLINE} | {"absent": list(scores.absent)}
