"""What votes of the runs reach on dev_public, their members chosen by validation rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.klue.section import Section
from relsearch.training.metrics import score
from relsearch.voting.greedy import greedy
from relsearch.voting.scoring import Scoring
from relsearch.voting.vote import Vote, hard_vote, soft_vote

PICKS = 5
WAYS = {
    "top-1": (1, soft_vote),
    "top-3 hard": (3, hard_vote),
    "top-5 hard": (5, hard_vote),
    "top-5 soft": (5, soft_vote),
}


@dataclass(frozen=True)
class Runs:
    """What runs say of both parts, best by validation first: (runs, rows, labels)."""

    names: tuple[str, ...]
    validation: NDArray[Any]
    dev_public: NDArray[Any]
    judges: dict[str, Scoring]

    def objective(self, mean: NDArray[np.float64]) -> float:
        """Return the validation micro F1 of a mean of runs."""
        judge = self.judges["validation"]
        scores = score(judge.gold, mean, labels=judge.labels, no_relation=judge.no_relation)
        return float(scores["micro_f1"])


def vote_sections(files: Mapping[str, Path]) -> Iterator[Section]:
    """Yield the table of votes; ``files`` are the runs' by name, the best by validation first."""
    if not files:
        return
    runs = read(files)
    members = {way: tuple(range(count)) for way, (count, _) in WAYS.items() if count <= len(files)}
    votes = {way: WAYS[way][1](runs.dev_public[list(who)]) for way, who in members.items()}
    members["greedy"] = greedy(runs.validation, runs.objective, picks=PICKS)
    votes["greedy"] = soft_vote(runs.dev_public[list(members["greedy"])])
    remark = (
        f"Of {len(files)} runs, ranked by plain validation micro F1; greedy takes at most {PICKS}"
        " with replacement. AUPRC is of the members' mean. In brackets: 95 % bootstrap interval."
    )
    lines = [_line(way, vote, members[way], votes, runs) for way, vote in votes.items()]
    yield Section("votes", remark, lines)


def read(files: Mapping[str, Path]) -> Runs:
    """Return what the runs kept; they must be of the same rows and labels."""
    kept = [dict(np.load(file)) for file in files.values()]
    for name in ("labels", "validation_ids", "dev_public_ids"):
        if not all(np.array_equal(one[name], kept[0][name]) for one in kept):
            raise SystemExit(f"the runs differ in their {name}: they cannot vote together")
    labels, no_relation = tuple(kept[0]["labels"].tolist()), str(kept[0]["no_relation"])
    judges = {
        part: Scoring(tuple(kept[0][f"{part}_gold"].tolist()), labels, no_relation)
        for part in ("validation", "dev_public")
    }
    parts = {part: np.stack([one[part] for one in kept]) for part in judges}
    return Runs(tuple(files), **parts, judges=judges)


def _line(
    way: str, vote: Vote, members: Sequence[int], votes: dict[str, Vote], runs: Runs
) -> dict[str, Any]:
    judge = runs.judges["dev_public"]
    scores = judge.scores(vote)
    gain = judge.gain(vote, votes["top-1"])
    return {
        "vote": way,
        "members": ", ".join(runs.names[index] for index in members),
        **{name: f"{scores[name]:.2f}" for name in ("micro_f1", "auprc", "accuracy")},
        "over top-1": "the first itself"
        if way == "top-1"
        else f"{gain.points:+.2f} [{gain.low:+.2f}, {gain.high:+.2f}]",
    }
