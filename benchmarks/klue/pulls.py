"""How far an estimated prior should hold on to what is known: what each pull does to validation."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.klue.section import Section, rank_correlation
from benchmarks.klue.standing import FEWEST
from relsearch.data.target import prior_of
from relsearch.training.metrics import score
from relsearch.training.priors import estimate_prior, prior_weighted_micro_f1

PULLS = (0.0, 0.03, 0.1, 0.3, 1.0)


def pull_sections(files: Sequence[Path]) -> Iterator[Section]:
    """Yield the table of pulls, once there are enough runs to rank."""
    if len(files) < FEWEST:
        return
    runs = np.array([figures(file) for file in files])  # (runs, pulls + 2)
    oracle, public = runs[:, -2], runs[:, -1]
    remark = (
        f"EM-weighted validation of {len(files)} runs beside what the true shares of dev_public"
        " give, and beside the score there. relsearch's own pull is 0.1."
    )
    columns = zip(PULLS, runs.T, strict=False)
    yield Section("pulls", remark, [_line(pull, one, oracle, public) for pull, one in columns])


def figures(file: Path) -> list[float]:
    """Return a run's EM-weighted validation by pull, the oracle-weighted, and its real score."""
    with np.load(file) as kept:
        labels, no_relation = kept["labels"].tolist(), str(kept["no_relation"])
        gold, public_gold = kept["validation_gold"].tolist(), kept["dev_public_gold"].tolist()
        validation, public = kept["validation"], kept["dev_public"]
    names: dict[str, Any] = {"labels": labels, "no_relation": no_relation}
    priors = [
        estimate_prior(prior_of(gold), validation, public, labels=labels, pull=pull)
        for pull in PULLS
    ]
    weighted = [
        prior_weighted_micro_f1(gold, validation, prior=prior, **names)
        for prior in (*priors, prior_of(public_gold))
    ]
    return [*weighted, float(score(public_gold, public, **names)["micro_f1"])]


def _line(pull: float, found: Any, oracle: Any, public: Any) -> dict[str, Any]:
    return {
        "pull": pull,
        "mean absolute gap to the oracle": f"{abs(found - oracle).mean():.2f}",
        "to dev_public": f"{abs(found - public).mean():.2f}",
        "Spearman with dev_public": rank_correlation(found.tolist(), public.tolist()),
    }
