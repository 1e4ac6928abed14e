"""Fine-tunes the configurations one after another on real KLUE-RE; README.md has the command.

One row of runs.csv a run, appended when the run ends. A run that has its row is not repeated, so
the same command goes on where it was interrupted; several processes with the same --work share
the runs.
"""

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import torch

from benchmarks.klue.configurations import COMPARED, HEADS, LOSSES, STRONG, Configuration, run_of
from benchmarks.klue.fine_tuning import COLUMNS, KEYS, NO_DROPOUT, read_corpus, run
from benchmarks.klue.standing import FIRST_SEED, best_of_grid, ranked, setup_of
from benchmarks.table import Table, claimed
from relsearch.config import TrialConfig

TABLE = Path(__file__).with_name("runs.csv")
OTHER_SEEDS = (43, 44)
REPEATED = 6  # rows of the grid, with the other seeds
FINALISTS = 3

Planned = Iterator[tuple[Configuration, int]]


def main() -> None:
    """Run what is missing from the table and what no other process is at."""
    options = parse()
    torch.set_num_threads(1)
    table, left = Table(options.table, COLUMNS, keys=len(KEYS)), options.runs
    corpus = read_corpus(options.klue, rows=options.rows or None, validation=options.validation)
    for configuration, seed in plan(table, options, fitted=len(corpus.train)):
        if left == 0:
            break
        key = key_of(configuration, seed, options, fitted=len(corpus.train))
        folder = options.work / "-".join(table.key(key))
        with claimed(options.work / "claims" / folder.name) as mine:
            if mine and not table.has(key):
                trial = make_trial(configuration, seed=seed, options=options)
                table.append(run(key, trial, corpus, folder=folder, cache=options.work / "cache"))
                left -= 1


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klue", type=Path, required=True, help="folder of KLUE-RE's json files")
    parser.add_argument("--work", type=Path, required=True, help="folder of probabilities, claims")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--runs", type=int, default=-1, help="end after so many")
    parser.add_argument("--rows", type=int, default=3000, help="train rows to fit; 0: all others")
    parser.add_argument("--validation", type=int, default=1000, help="further train rows")
    parser.add_argument("--encoder", default="bundled/mini")
    parser.add_argument("--encoder-layers", type=int, help="all unless given")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--max-length", type=int, default=180, help="tokens; all rows want 256")
    parser.add_argument(
        "--finalists", action="store_true", help="what did best with another encoder"
    )
    parser.add_argument(
        "--strong", action="store_true", help="what is meant to reach published figures"
    )
    parser.add_argument(
        "--seeds", nargs="+", type=int, default=(FIRST_SEED,), help="of finalists and strong ones"
    )
    return parser.parse_args()


def plan(table: Table, options: argparse.Namespace, *, fitted: int) -> Planned:
    """Yield what to run, so ordered that a part of it is of use; the table is read on the way."""
    if options.finalists:
        others = [row for row in table.rows() if row["encoder"] != name_of(options.encoder)]
        if not others:
            raise SystemExit(f"{options.table} has no run with another encoder to take the best of")
        finalists = ranked(others)[:FINALISTS]
        yield from ((one, seed) for seed, one in product(options.seeds, finalists))
        return
    if options.strong:
        yield from ((one, seed) for seed, one in product(options.seeds, STRONG))
        return
    yield from ((run_of(one), FIRST_SEED) for one in COMPARED)
    yield from ((run_of(one), seed) for seed, one in product(OTHER_SEEDS, (*HEADS, *LOSSES)))
    setup = setup_of(key_of(COMPARED[0], FIRST_SEED, options, fitted=fitted))
    best = best_of_grid([row for row in table.rows() if setup_of(row) == setup], REPEATED)
    if not best:
        print("the grid is not complete; once it is, this command repeats its best rows")
    yield from ((one, seed) for seed, one in product(OTHER_SEEDS, best))


def make_trial(
    configuration: Configuration, *, seed: int, options: argparse.Namespace
) -> TrialConfig:
    """Return the fine-tuning of a configuration."""
    return TrialConfig(
        encoder=options.encoder,
        encoder_layers=options.encoder_layers,
        lr=options.lr,
        epochs=options.epochs,
        batch_size=options.batch_size,
        max_length=options.max_length,
        seed=seed,
        **NO_DROPOUT,
        **configuration.values,
    )


def key_of(
    configuration: Configuration, seed: int, options: argparse.Namespace, *, fitted: int
) -> dict[str, Any]:
    """Return what names a run in the table."""
    return {
        "group": configuration.group,
        "name": configuration.name,
        "seed": seed,
        "rows": fitted,
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "encoder": name_of(options.encoder),
        "layers": options.encoder_layers or "all",
        "lr": options.lr,
    }


def name_of(encoder: str) -> str:
    """Return an encoder's name without the folders that it lies in."""
    return Path(encoder).name


if __name__ == "__main__":
    main()
