"""Sections of the results: a title, a remark, and a table written as Markdown and as CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from scipy.stats import spearmanr


@dataclass(frozen=True)
class Section:
    """A table of results; its lines have the same columns and are at least one."""

    title: str
    remark: str
    lines: Sequence[dict[str, Any]]

    def markdown(self) -> str:
        """Return title, remark and table."""
        columns = list(self.lines[0])
        rows = [columns, ["---"] * len(columns)]
        rows += [[str(line[column]) for column in columns] for line in self.lines]
        table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        return f"### {self.title}\n{self.remark}\n\n{table}\n"

    def write_csv(self, path: Path) -> None:
        """Write the table alone."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.lines[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.lines)


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> str:
    """Return Spearman's coefficient, which there is none of where one side is all the same."""
    if len(set(first)) == 1 or len(set(second)) == 1:
        return "none"
    return f"{spearmanr(first, second).statistic:.2f}"


def spread(values: Sequence[float]) -> str:
    """Return mean ± standard deviation; the value alone where there is one.

    >>> spread([44.0, 46.0]), spread([44.0])
    ('45.00 ± 1.41', '44.00')
    """
    deviation = f" ± {stdev(values):.2f}" if len(values) > 1 else ""
    return f"{mean(values):.2f}{deviation}"
