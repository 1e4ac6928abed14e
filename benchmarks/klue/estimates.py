"""How estimated priors do, by how firmly each estimator holds on to the labelled rows."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.klue.section import Section, rank_correlation
from benchmarks.klue.standing import FEWEST
from relsearch.data.target import prior_of
from relsearch.training.estimates import bbse, em
from relsearch.training.metrics import score
from relsearch.training.priors import prior_weighted_micro_f1

ESTIMATES = {
    **{("em", f"pull {pull}"): partial(em, pull=pull) for pull in (0.0, 0.03, 0.1, 0.3, 1.0)},
    **{("bbse", f"tie {tie}"): partial(bbse, tie=tie) for tie in (0.03, 0.06, 0.1, 0.2, 0.4)},
}


def estimate_sections(files: Sequence[Path]) -> Iterator[Section]:
    """Yield the table of estimates, once there are enough runs to rank."""
    if len(files) < FEWEST:
        return
    runs = np.array([figures(file) for file in files])  # (runs, estimates + 1, 3)
    remark = (
        f"Of {len(files)} runs: how far the estimated shares lie from those of dev_public (total"
        " variation, 0-1), and validation weighted by them beside what the true shares give, and"
        " beside the score there. relsearch takes pull 0.1 and tie 0.1."
    )
    columns = zip(ESTIMATES, runs[:, :-1].swapaxes(0, 1), strict=True)
    yield Section("estimates", remark, [_line(key, one, runs[:, -1]) for key, one in columns])


def figures(file: Path) -> list[list[float]]:
    """Return (distance, weighted validation, real score) by estimate, the true shares last."""
    with np.load(file) as kept:
        labels, no_relation = kept["labels"].tolist(), str(kept["no_relation"])
        gold, public_gold = kept["validation_gold"].tolist(), kept["dev_public_gold"].tolist()
        validation, public = kept["validation"], kept["dev_public"]
    names: dict[str, Any] = {"labels": labels, "no_relation": no_relation}
    true = prior_of(public_gold)
    found = [estimate(gold, validation, public, labels) for estimate in ESTIMATES.values()]
    priors = [dict(zip(labels, one / one.sum(), strict=True)) for one in found]
    real = float(score(public_gold, public, **names)["micro_f1"])
    return [
        [
            sum(abs(prior.get(label, 0) - true.get(label, 0)) for label in labels) / 2,
            prior_weighted_micro_f1(gold, validation, prior=prior, **names),
            real,
        ]
        for prior in (*priors, true)
    ]


def _line(key: tuple[str, str], found: Any, true: Any) -> dict[str, Any]:
    distances, weighted, public = found.T
    return {
        "estimator": key[0],
        "holds on by": key[1],
        "distance of the shares": f"{distances.mean():.3f}",
        "mean absolute gap to the oracle": f"{abs(weighted - true[:, 1]).mean():.2f}",
        "to dev_public": f"{abs(weighted - public).mean():.2f}",
        "Spearman with dev_public": rank_correlation(weighted.tolist(), public.tolist()),
    }
