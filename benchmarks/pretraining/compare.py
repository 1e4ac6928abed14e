"""Compares an encoder with and without task-adaptive pretraining; README.md has the command.

One row of compare.csv a run, appended when the run ends; a run that has its row is not repeated.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.table import Table
from relsearch.config import TrialConfig
from relsearch.data import DataConfig, load_corpus
from relsearch.data.example import Corpus
from relsearch.training.metrics import score
from relsearch.training.run import fine_tune, gold_of

TABLE = Path(__file__).with_name("compare.csv")
SETTINGS = ("head", "lr", "epochs", "encoder_layers")
SCORES = ("micro_f1", "auprc", "accuracy")
COLUMNS = ("encoder", "seed", "train_rows", "test_rows", *SETTINGS, *SCORES, "seconds")


def main() -> None:
    """Run what is missing from the table."""
    options = parse()
    corpus = read_corpus(options.klue, rows=options.rows)
    table = Table(options.table, COLUMNS, keys=2)
    for seed in options.seeds:
        for name, folder in (("plain", options.plain), ("pretrained", options.pretrained)):
            if not table.has({"encoder": name, "seed": seed}):
                trial = make_trial(folder, seed=seed, options=options)
                table.append(run(name, trial, corpus, work=options.work))


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klue", type=Path, required=True, help="folder of KLUE-RE's json files")
    parser.add_argument("--plain", required=True, help="the encoder as it was")
    parser.add_argument("--pretrained", required=True, help="what relsearch pretrain wrote")
    parser.add_argument("--work", type=Path, required=True, help="a folder for runs")
    parser.add_argument("--seeds", nargs="+", type=int, default=(42, 43, 44))
    parser.add_argument("--rows", type=int, default=3000, help="of KLUE-RE's train set")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--layers", type=int, help="of the encoder, all unless given")
    parser.add_argument("--table", type=Path, default=TABLE)
    return parser.parse_args()


def read_corpus(klue: Path, *, rows: int) -> Corpus:
    """Return train rows, and dev_public as test: predicted once, from the last weights."""
    data = {"train": klue / "train.json", "dev": klue / "dev_public.json"}
    corpus = load_corpus(DataConfig(reader="klue-json", limit=rows, split={"select": 0}, **data))
    return replace(corpus, dev=(), select=(), test=corpus.dev)


def make_trial(encoder: str, *, seed: int, options: argparse.Namespace) -> TrialConfig:
    """Return the same fine-tuning for either encoder."""
    return TrialConfig(
        encoder=encoder,
        encoder_layers=options.layers,
        head="cls_entity_start",
        lr=3e-4,
        epochs=options.epochs,
        seed=seed,
    )


def run(name: str, trial: TrialConfig, corpus: Corpus, *, work: Path) -> dict[str, object]:
    """Fine-tune once and return the run's row."""
    finished = fine_tune(
        trial, corpus, folder=work / f"{name}-{trial.seed}", cache_dir=work / "cache"
    )
    scores = score(
        gold_of(corpus.test),
        finished.probabilities["test"],
        labels=corpus.labels,
        no_relation=corpus.no_relation,
    )
    facts = {
        "encoder": name,
        "seed": trial.seed,
        "train_rows": len(corpus.train),
        "test_rows": len(corpus.test),
        **{key: getattr(trial, key) for key in SETTINGS},
        "seconds": round(finished.seconds),
    }
    return facts | {key: round(scores[key], 2) for key in SCORES}


if __name__ == "__main__":
    main()
