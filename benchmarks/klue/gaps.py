"""How well plain and weighted validation tell the score on dev_public."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.klue.section import Section, rank_correlation
from benchmarks.klue.standing import FEWEST, FIRST_SEED, Rows

VALIDATION = {
    "plain": "validation_micro_f1",
    "EM-weighted": "validation_em_micro_f1",
    "oracle-weighted": "validation_oracle_micro_f1",
}
PUBLIC = "dev_public_micro_f1"


def gap_sections(rows: Rows) -> Iterator[Section]:
    """Yield every configuration's four figures, then what separates them over all."""
    first = [row for row in rows if row["seed"] == str(FIRST_SEED)]
    first.sort(key=lambda row: -float(row["validation_micro_f1"]))
    if first:
        yield Section("configurations", f"Micro F1, seed {FIRST_SEED}.", [_four(r) for r in first])
    if len(first) >= FEWEST:
        remark = (
            f"Seed {FIRST_SEED}. EM estimates the prior from the"
            " run's own probabilities on dev_public, without its labels; the oracle counts them."
        )
        yield Section("gaps", remark, _gaps(first))


def _four(row: Any) -> dict[str, Any]:
    figures = {name: row[column] for name, column in VALIDATION.items()}
    return {"group": row["group"], "name": row["name"], **figures, "dev_public": row[PUBLIC]}


def _gaps(rows: Rows) -> list[dict[str, Any]]:
    """Return a line for each validation."""
    return [_gap(name, rows) for name in VALIDATION]


def _gap(name: str, rows: Rows) -> dict[str, Any]:
    validation = np.array([float(row[VALIDATION[name]]) for row in rows])
    public = np.array([float(row[PUBLIC]) for row in rows])
    gap = validation - public
    return {
        "validation": name,
        "configurations": len(rows),
        "mean gap": f"{gap.mean():+.2f}",
        "mean absolute gap": f"{abs(gap).mean():.2f}",
        "largest absolute gap": f"{abs(gap).max():.2f}",
        "Spearman with dev_public": rank_correlation(validation.tolist(), public.tolist()),
    }
