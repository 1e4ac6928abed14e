"""Fine-tunes configurations on real KLUE-RE and validates each in three ways; README.md tells more.

One row of runs.csv a run, appended when the run ends. A run that has its row is not repeated, so
the same command goes on where it was interrupted; several processes with the same --work share
the runs.
"""

import argparse
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.klue.configurations import HEADS, LOSSES, STRONG, Configuration
from benchmarks.klue.fine_tuning import NO_DROPOUT, Teller
from benchmarks.table import Table, claimed
from relsearch.config import TrialConfig
from relsearch.data import DataConfig, load_corpus
from relsearch.data.example import Corpus, Example
from relsearch.data.splits import By, carve
from relsearch.data.target import prior_of
from relsearch.training.estimates import estimate_prior
from relsearch.training.metrics import score
from relsearch.training.priors import Prior, prior_weighted_micro_f1
from relsearch.training.run import fine_tune, gold_of

HERE = Path(__file__).parent
SPLIT_SEED = 42  # the rows are the same for every run
WAYS: tuple[By, ...] = ("entity", "pair", "sentence")  # the strictest first: it has least choice
WEIGHTS = ("plain", "bbse", "oracle")
KEYS = ("group", "name", "seed", "rows", "epochs", "encoder")
COLUMNS = (
    *KEYS,
    *(f"{way}_{weight}" for way in WAYS for weight in WEIGHTS),
    "dev_public",
    "seconds",
)
COMPARED = (*HEADS, *LOSSES[1:], STRONG[0])  # the first loss is the first head
Parts = dict[str, tuple[Example, ...]]


def main() -> None:
    """Run what is missing from the table and what no other process is at."""
    options = parse()
    torch.set_num_threads(1)
    table = Table(options.table, COLUMNS, keys=len(KEYS))
    corpus, held_out = read_rows(options.klue, rows=options.rows, validation=options.validation)
    for configuration in (one for one in COMPARED if one.name in (options.only or [one.name])):
        key = key_of(configuration, options)
        folder = options.work / "-".join(table.key(key))
        with claimed(options.work / "claims" / folder.name) as mine:
            if mine and not table.has(key):
                trial = make_trial(configuration, options)
                table.append({**key, **run(trial, corpus, held_out, folder=folder)})


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klue", type=Path, required=True, help="folder of KLUE-RE's json files")
    parser.add_argument("--work", type=Path, required=True, help="folder of claims and checkpoints")
    parser.add_argument("--table", type=Path, default=HERE / "runs.csv")
    parser.add_argument("--rows", type=int, default=6000, help="train rows to fit")
    parser.add_argument("--validation", type=int, default=1000, help="rows held out in each way")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--only", nargs="+", help="names of configurations; else all")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--encoder", default="bundled/mini")
    return parser.parse_args()


def read_rows(klue: Path, *, rows: int, validation: int) -> tuple[Corpus, Parts]:
    """Return the rows to fit, with dev_public as test, and the rows held out in each way.

    What a way holds out is held out of the ways after it as well, so that one run can be validated
    in all of them. The rows to fit are drawn from what is left.
    """
    data = {"train": klue / "train.json", "dev": klue / "dev_public.json"}
    corpus = load_corpus(DataConfig(reader="klue-json", split={"select": 0}, **data))
    rest, held_out = corpus.train, Parts()
    for way in WAYS:
        rest, held_out[way] = carve(rest, share=validation / len(rest), by=way, seed=SPLIT_SEED)
    train = tuple(random.Random(SPLIT_SEED).sample(rest, min(rows, len(rest))))
    select = tuple(row for part in held_out.values() for row in part)
    return replace(corpus, train=train, dev=(), select=select, test=corpus.dev), held_out


def key_of(configuration: Configuration, options: argparse.Namespace) -> dict[str, Any]:
    """Return what names a run in the table."""
    return {
        "group": configuration.group,
        "name": configuration.name,
        "seed": options.seed,
        "rows": options.rows,
        "epochs": options.epochs,
        "encoder": Path(options.encoder).name,
    }


def make_trial(configuration: Configuration, options: argparse.Namespace) -> TrialConfig:
    """Return the fine-tuning of a configuration."""
    return TrialConfig(
        encoder=options.encoder,
        lr=3e-4,
        epochs=options.epochs,
        batch_size=16,
        max_length=256,
        seed=options.seed,
        **NO_DROPOUT,
        **configuration.values,
    )


def run(trial: TrialConfig, corpus: Corpus, held_out: Parts, *, folder: Path) -> dict[str, Any]:
    """Fine-tune once; the last weights predict. Return the scores of every validation."""
    cache, teller = folder.parent / "cache", Teller(folder.name)
    done = fine_tune(trial, corpus, folder=folder, threads=1, cache_dir=cache, on_update=teller)
    shutil.rmtree(folder)
    said, public = (np.asarray(done.probabilities[part]) for part in ("select", "test"))
    ends = np.cumsum([len(part) for part in held_out.values()])[:-1]
    figures = {
        f"{way}_{weight}": value
        for (way, rows), answers in zip(held_out.items(), np.split(said, ends), strict=True)
        for weight, value in validated(corpus, rows, answers, public).items()
    }
    figures["dev_public"] = score(gold_of(corpus.test), public, **names_of(corpus))["micro_f1"]
    rounded = {name: round(value, 2) for name, value in figures.items()}
    return {**rounded, "seconds": round(done.seconds)}


def validated(
    corpus: Corpus, rows: tuple[Example, ...], answers: Any, public: Any
) -> dict[str, float]:
    """Return micro F1 of held-out rows, plain and weighted by the shares of dev_public's labels."""
    gold, names = gold_of(rows), names_of(corpus)
    priors: dict[str, Prior] = {
        "bbse": estimate_prior("bbse", gold, answers, public, labels=corpus.labels),
        "oracle": prior_of(gold_of(corpus.test)),
    }
    return {
        "plain": score(gold, answers, **names)["micro_f1"],
        **{
            weight: prior_weighted_micro_f1(gold, answers, prior=prior, **names)
            for weight, prior in priors.items()
        },
    }


def names_of(corpus: Corpus) -> dict[str, Any]:
    """Return the label set, as the scores ask for it."""
    return {"labels": corpus.labels, "no_relation": corpus.no_relation}


if __name__ == "__main__":
    main()
