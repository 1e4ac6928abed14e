"""Makes results.md, a page of votes a set-up, and a CSV a table; README.md has the command.

What has no run yet is left out. Votes read the probabilities that runs kept in --work; where it
lacks some of a set-up's, the page of its votes stays as it is.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.klue.estimates import estimate_sections
from benchmarks.klue.fine_tuning import COLUMNS, KEYS, kept_at
from benchmarks.klue.gaps import gap_sections
from benchmarks.klue.groups import group_sections
from benchmarks.klue.section import Section
from benchmarks.klue.standing import Rows, setup_of
from benchmarks.klue.votes import vote_sections
from benchmarks.table import Table

HERE = Path(__file__).parent
TITLE = "# Results\nWritten by `tables.py` from `runs.csv`; README.md says what a run is.\n"


def main() -> None:
    """Write every table that the runs allow."""
    options = parse()
    table, text = Table(options.table, COLUMNS, keys=len(KEYS)), [TITLE]
    options.output.mkdir(parents=True, exist_ok=True)
    for setup, rows in by_setup(table.rows()).items():
        name = options.output / "-".join(setup)
        text += [heading(setup, rows), *written(score_sections(rows), name)]
        files = {row_name(row): kept_at(options.work / "-".join(table.key(row))) for row in rows}
        absent = [file for file in files.values() if not file.exists()]
        if absent:
            print(f"{name}-votes.md stays: {options.work} lacks {len(absent)} of {len(files)} runs")
        else:
            page = [heading(setup, rows), *written(kept_sections(files), name)]
            name.with_name(f"{name.name}-votes.md").write_text("\n".join(page), encoding="utf-8")
    (options.output / "results.md").write_text("\n".join(text), encoding="utf-8")


def by_setup(rows: Rows) -> dict[tuple[str, ...], Rows]:
    """Return the runs that are compared with each other, the best by validation first."""
    best_first = sorted(rows, key=lambda row: -float(row["validation_micro_f1"]))
    setups = dict.fromkeys(setup_of(row) for row in rows)
    return {setup: [row for row in best_first if setup_of(row) == setup] for setup in setups}


def written(sections: Iterator[Section], name: Path) -> Iterator[str]:
    """Write each section's table as CSV, its file beginning with a name, and yield its Markdown."""
    for section in sections:
        section.write_csv(name.with_name(f"{name.name}-{section.title}.csv"))
        yield section.markdown()


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


def kept_sections(files: Mapping[str, Path]) -> Iterator[Section]:
    """Yield the tables of what the runs said of each row."""
    yield from estimate_sections([*files.values()])
    yield from vote_sections(files)


def row_name(row: Mapping[str, str]) -> str:
    """Return what a table of votes calls a run."""
    return f"{row['group']} {row['name']} seed {row['seed']}"


def heading(setup: tuple[str, ...], runs: Rows) -> str:
    """Return the title of a set-up, with how many runs it has."""
    encoder, layers, rows, epochs, batch_size, lr = setup
    fitted = f"{int(rows):,} train rows, {epochs} epochs, batches of {batch_size}, lr {lr}"
    return f"## {encoder}, layers: {layers}; {fitted} ({len(runs)} runs)\n"


if __name__ == "__main__":
    main()
