"""Makes results.md, votes.md and a CSV a table from the runs there are; README.md has the command.

What has no run yet is left out. The votes read the probabilities that runs kept in --work; where it
lacks some, votes.md stays as it is.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
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
SCORES = "# Results\nWritten by `tables.py` from `runs.csv`; README.md says what a run is.\n"
VOTES = "# Votes\nWritten by `tables.py` from the probabilities that the runs of its day kept.\n"


def main() -> None:
    """Write every table that the runs allow."""
    options = parse()
    table = Table(options.table, COLUMNS, keys=len(KEYS))
    keys = [table.key(row) for row in table.rows()]
    files = {key: kept_at(options.work / "-".join(key)) for key in keys}
    options.output.mkdir(parents=True, exist_ok=True)
    write(table, options.output / "results.md", SCORES, score_sections)
    absent = [file for file in files.values() if not file.exists()]
    if absent:
        print(f"votes.md stays: {options.work} lacks what {len(absent)} of {len(files)} runs kept")
        return
    write(table, options.output / "votes.md", VOTES, lambda rows: kept_sections(rows, table, files))


def write(
    table: Table, page: Path, title: str, sections: Callable[[Rows], Iterator[Section]]
) -> None:
    """Write a page with the sections of each set-up, and each section's table as CSV beside it."""
    rows, text = table.rows(), [title]
    for setup in dict.fromkeys(setup_of(row) for row in rows):
        of_setup = [row for row in rows if setup_of(row) == setup]
        text.append(heading(setup, of_setup))
        for section in sections(of_setup):
            section.write_csv(page.with_name(f"{'-'.join(setup)}-{section.title}.csv"))
            text.append(section.markdown())
    page.write_text("\n".join(text), encoding="utf-8")


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="the folder of the runs")
    parser.add_argument("--table", type=Path, default=HERE / "runs.csv")
    parser.add_argument("--output", type=Path, default=HERE / "results", help="a folder")
    return parser.parse_args()


def score_sections(rows: Rows) -> Iterator[Section]:
    """Yield the tables that the runs' scores are enough for."""
    yield from group_sections(rows)
    yield from gap_sections(rows)


def kept_sections(
    rows: Rows, table: Table, files: Mapping[tuple[str, ...], Path]
) -> Iterator[Section]:
    """Yield the tables of what the runs said of each row."""
    best_first = sorted(rows, key=lambda row: -float(row["validation_micro_f1"]))
    kept = {
        f"{row['group']} {row['name']} seed {row['seed']}": files[table.key(row)]
        for row in best_first
    }
    yield from pull_sections([*kept.values()])
    yield from vote_sections(kept)


def heading(setup: tuple[str, ...], runs: Rows) -> str:
    """Return the title of a set-up, with how many runs it has."""
    encoder, layers, rows, epochs, batch_size, lr = setup
    fitted = f"{int(rows):,} train rows, {epochs} epochs, batches of {batch_size}, lr {lr}"
    return f"## {encoder}, layers: {layers}; {fitted} ({len(runs)} runs)\n"


if __name__ == "__main__":
    main()
