"""Standing: which configurations did best on validation rows so far, by the table's rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from benchmarks.klue.configurations import GRID, Configuration, find, run_of

Rows = Sequence[Mapping[str, str]]
SETUP = ("encoder", "layers", "rows", "epochs", "batch_size", "lr")
FIRST_SEED = 42
FEWEST = 3  # to be compared by rank: the correlation of two is always 1 or -1


def best_of_grid(rows: Rows, count: int) -> list[Configuration]:
    """Return the best rows of the grid by the first seed; none until each of them has run."""
    first = {_name(row) for row in rows if row["seed"] == str(FIRST_SEED)}
    if not all((one.group, one.name) in first for one in GRID):
        return []
    of_grid = (row for row in rows if row["group"] == "grid" and row["seed"] == str(FIRST_SEED))
    return ranked(of_grid)[:count]


def ranked(rows: Iterable[Mapping[str, str]]) -> list[Configuration]:
    """Return the configurations of the rows, the best mean validation micro F1 first."""
    scores = defaultdict(list)
    for row in rows:
        scores[_name(row)].append(float(row["validation_micro_f1"]))
    names = sorted(scores, key=lambda name: -mean(scores[name]))
    return [find(*name) for name in names]


def rows_of(configuration: Configuration, rows: Rows) -> list[Mapping[str, str]]:
    """Return the rows of a configuration, under whichever name it was run."""
    run = run_of(configuration)
    return [row for row in rows if _name(row) == (run.group, run.name)]


def setup_of(row: Mapping[str, object]) -> tuple[str, ...]:
    """Return what the runs that are compared with each other have in common."""
    return tuple(str(row[column]) for column in SETUP)


def _name(row: Mapping[str, str]) -> tuple[str, str]:
    return row["group"], row["name"]
