"""Makes results.md and a CSV a table from the runs there are; README.md has the command.

What has no run yet is left out. Takes seconds: votes read the probabilities that runs kept.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks.klue.fine_tuning import COLUMNS, KEYS, kept_at
from benchmarks.klue.gaps import gap_sections
from benchmarks.klue.groups import group_sections
from benchmarks.klue.pulls import pull_sections
from benchmarks.klue.section import Section
from benchmarks.klue.standing import Rows, setup_of
from benchmarks.klue.votes import vote_sections
from benchmarks.table import Table

HERE = Path(__file__).parent
TITLE = "# Results\nWritten by `tables.py` from `runs.csv`; README.md says what a run is.\n"


def main() -> None:
    """Write every table that the runs allow."""
    options = parse()
    table = Table(options.table, COLUMNS, keys=len(KEYS))
    rows, text = table.rows(), [TITLE]
    options.output.mkdir(parents=True, exist_ok=True)
    for setup in dict.fromkeys(setup_of(row) for row in rows):
        of_setup = [row for row in rows if setup_of(row) == setup]
        text.append(heading(setup, of_setup))
        for section in sections(of_setup, table, options.work):
            section.write_csv(options.output / f"{'-'.join(setup)}-{section.title}.csv")
            text.append(section.markdown())
    (options.output / "results.md").write_text("\n".join(text), encoding="utf-8")


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder of the runs")
    parser.add_argument("--table", type=Path, default=HERE / "runs.csv")
    parser.add_argument("--output", type=Path, default=HERE / "results", help="a folder")
    return parser.parse_args()


def sections(rows: Rows, table: Table, work: Path) -> Iterator[Section]:
    """Yield the tables of the runs that are compared with each other."""
    yield from group_sections(rows)
    yield from gap_sections(rows)
    best_first = sorted(rows, key=lambda row: -float(row["validation_micro_f1"]))
    files = {
        f"{row['group']} {row['name']} seed {row['seed']}": kept_at(work / "-".join(table.key(row)))
        for row in best_first
    }
    kept = {name: file for name, file in files.items() if file.exists()}
    yield from pull_sections([*kept.values()])
    yield from vote_sections(kept)


def heading(setup: tuple[str, ...], runs: Rows) -> str:
    """Return the title of a set-up, with how many runs it has."""
    encoder, layers, rows, epochs, batch_size, lr = setup
    fitted = f"{int(rows):,} train rows, {epochs} epochs, batches of {batch_size}, lr {lr}"
    return f"## {encoder}, layers: {layers}; {fitted} ({len(runs)} runs)\n"


if __name__ == "__main__":
    main()
