"""Compares mini with its cut and with random weights on real KLUE-RE; README.md has the command.

One row of compare.csv a run, appended when the run ends; a run that has its row is not repeated.
"""

import argparse
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModel, set_seed

from benchmarks.table import Table
from relsearch.config import TrialConfig
from relsearch.data import DataConfig, load_corpus
from relsearch.data.example import Corpus
from relsearch.training.metrics import score
from relsearch.training.run import fine_tune, gold_of

TABLE = Path(__file__).with_name("compare.csv")
FIXED = {
    "prompt": "s_and_o",
    "head": "cls_entity_start",
    "lr": 3e-4,
    "epochs": 3,
    "attention_dropout": 0.0,
    "hidden_dropout": 0.0,
}
SCORES = ("micro_f1", "auprc", "accuracy")
COLUMNS = (
    "encoder",
    "seed",
    "input_format",
    "train_rows",
    "test_rows",
    "lr",
    "epochs",
    *SCORES,
    "seconds",
)


def main() -> None:
    """Run what is missing from the table."""
    options = parse()
    corpus = read_corpus(options.klue)
    table = Table(TABLE, COLUMNS, keys=3)
    for seed in options.seeds:
        random = options.work / f"random-weights-{seed}"
        folders = {"mini": options.mini, "cut": options.cut, "random": random}
        for name in options.only:
            key = {"encoder": name, "seed": seed, "input_format": options.input_format}
            if not table.has(key):
                if name == "random":
                    write_random(random, like=options.mini, seed=seed)
                table.append(run(key, folders[name], corpus, work=options.work))


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klue", type=Path, required=True, help="folder of KLUE-RE's json files")
    parser.add_argument("--mini", type=Path, required=True, help="the distilled encoder")
    parser.add_argument("--cut", type=Path, required=True, help="what make_mini.py --cut wrote")
    parser.add_argument("--work", type=Path, required=True, help="a folder for runs")
    names = ("mini", "cut", "random")
    parser.add_argument("--input-format", default="typed_entity_marker_punct")
    parser.add_argument("--seeds", nargs="+", type=int, default=(42, 43, 44))
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    return parser.parse_args()


def read_corpus(klue: Path) -> Corpus:
    """Return 6,000 train rows, and dev_public as test: predicted once, from the last weights."""
    data = {"train": klue / "train.json", "dev": klue / "dev_public.json"}
    corpus = load_corpus(DataConfig(reader="klue-json", limit=6000, split={"select": 0}, **data))
    return replace(corpus, dev=(), select=(), test=corpus.dev)


def write_random(folder: Path, *, like: Path, seed: int) -> None:
    """Write an encoder of the same architecture and tokenizer with weights drawn by ``seed``."""
    shutil.copytree(like, folder, dirs_exist_ok=True)
    set_seed(seed)
    model = AutoModel.from_config(AutoConfig.from_pretrained(like), add_pooling_layer=False)
    model.to(torch.float16).save_pretrained(folder)


def run(key: dict[str, Any], encoder: Path, corpus: Corpus, *, work: Path) -> dict[str, Any]:
    """Fine-tune once and return the run's row."""
    trial = TrialConfig(
        encoder=str(encoder), seed=key["seed"], input_format=key["input_format"], **FIXED
    )
    folder = work / "-".join(map(str, key.values()))
    finished = fine_tune(trial, corpus, folder=folder, cache_dir=work / "cache" / key["encoder"])
    scores = score(
        gold_of(corpus.test),
        finished.probabilities["test"],
        labels=corpus.labels,
        no_relation=corpus.no_relation,
    )
    facts = {
        **key,
        "train_rows": len(corpus.train),
        "test_rows": len(corpus.test),
        "lr": trial.lr,
        "epochs": trial.epochs,
        "seconds": round(finished.seconds),
    }
    return facts | {key: round(scores[key], 2) for key in SCORES}


if __name__ == "__main__":
    main()
