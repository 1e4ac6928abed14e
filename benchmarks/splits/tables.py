"""Makes results.md from runs.csv; README.md has the command."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.klue.section import Section, rank_correlation
from benchmarks.klue.standing import FEWEST
from benchmarks.splits.runs import COLUMNS, KEYS, WAYS, WEIGHTS
from benchmarks.table import Table

HERE = Path(__file__).parent
SCORES = (*(f"{way}_{weight}" for way in WAYS for weight in WEIGHTS), "dev_public")
TITLE = "# Results\nWritten by `tables.py` from `runs.csv`; README.md says what a run is.\n"
RUNS = "Micro F1 of the same run on rows held out in three ways, best on dev_public first."
GAPS = "How far validation lies above dev_public, and how well it ranks the runs."


def main() -> None:
    """Write the tables of each set-up."""
    rows = Table(HERE / "runs.csv", COLUMNS, keys=len(KEYS)).rows()
    text = [TITLE]
    for setup in dict.fromkeys(map(setup_of, rows)):
        alike = [row for row in rows if setup_of(row) == setup]
        text += [heading(setup), *(section.markdown() for section in sections(alike))]
    (HERE / "results.md").write_text("\n".join(text), encoding="utf-8")


def setup_of(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return what runs that are compared with each other have in common."""
    return row["encoder"], row["rows"], row["epochs"]


def heading(setup: tuple[str, ...]) -> str:
    """Return the title of a set-up."""
    encoder, rows, epochs = setup
    return f"## {encoder}, {int(rows):,} train rows, epochs: {epochs}\n"


def sections(rows: Sequence[Mapping[str, str]]) -> Iterator[Section]:
    """Yield the runs, then how far each validation lies above dev_public in the mean."""
    best_first = sorted(rows, key=lambda row: -float(row["dev_public"]))
    lines = [{"run": name(row), **{score: row[score] for score in SCORES}} for row in best_first]
    yield Section("runs", RUNS, lines)
    yield Section("gaps", GAPS, [gap(*one, best_first) for one in product(WAYS, WEIGHTS)])


def name(row: Mapping[str, str]) -> str:
    """Return what the table of runs calls a run."""
    return f"{row['group']} {row['name']}"


def gap(way: str, weight: str, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return a line for each way to hold rows out and to weigh them."""
    validation = np.array([float(row[f"{way}_{weight}"]) for row in rows])
    public = np.array([float(row["dev_public"]) for row in rows])
    above = validation - public
    return {
        "held out by": way,
        "weighted": weight,
        "runs": len(rows),
        "mean gap": f"{above.mean():+.2f}",
        "largest gap": f"{abs(above).max():.2f}",
        "Spearman with dev_public": ranked_alike(validation, public),
    }


def ranked_alike(validation: Any, public: Any) -> str:
    """Return Spearman's coefficient of enough runs."""
    if len(public) < FEWEST:
        return "too few"
    return rank_correlation(validation.tolist(), public.tolist())


if __name__ == "__main__":
    main()
