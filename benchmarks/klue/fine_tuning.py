"""One run: fine-tune a configuration, keep what it says of every row, return its line."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from relsearch.config import TrialConfig
from relsearch.data import DataConfig, load_corpus
from relsearch.data.example import Corpus
from relsearch.data.splits import carve
from relsearch.data.target import prior_of
from relsearch.files import whole_file
from relsearch.training.estimates import estimate_prior
from relsearch.training.metrics import score
from relsearch.training.priors import Prior, prior_weighted_micro_f1
from relsearch.training.run import fine_tune, gold_of

SPLIT_SEED = 42  # the rows are the same whatever the run's seed
NO_DROPOUT = {"attention_dropout": 0.0, "hidden_dropout": 0.0}
KEYS = ("group", "name", "seed", "rows", "epochs", "batch_size", "encoder", "layers", "lr")
SCORES = (
    "validation_micro_f1",
    "validation_auprc",
    "validation_em_micro_f1",
    "validation_oracle_micro_f1",
    "dev_public_micro_f1",
    "dev_public_auprc",
    "dev_public_accuracy",
)
COLUMNS = (*KEYS, "validation_rows", "dev_public_rows", *SCORES, "seconds")


def read_corpus(klue: Path, *, rows: int | None, validation: int) -> Corpus:
    """Return ``rows`` train rows (None: all the others), validation as select, dev_public as test.

    dev is empty: nothing is chosen within a run, and the last weights predict.
    """
    data = {"train": klue / "train.json", "dev": klue / "dev_public.json"}
    limit = None if rows is None else rows + validation
    corpus = load_corpus(DataConfig(reader="klue-json", limit=limit, split={"select": 0}, **data))
    share = validation / len(corpus.train)
    train, select = carve(corpus.train, share=share, by="sentence", seed=SPLIT_SEED)
    return replace(corpus, train=train, dev=(), select=select, test=corpus.dev)


def run(
    key: Mapping[str, Any], trial: TrialConfig, corpus: Corpus, *, folder: Path, cache: Path
) -> dict[str, Any]:
    """Fine-tune once, keep the probabilities as ``folder``.npz and return the run's row."""
    finished = fine_tune(
        trial, corpus, folder=folder, threads=1, cache_dir=cache, on_update=Teller(folder.name)
    )
    shutil.rmtree(folder)
    validation, public = (finished.probabilities[part] for part in ("select", "test"))
    keep(kept_at(folder), corpus, validation=validation, dev_public=public)
    return {
        **key,
        "validation_rows": len(corpus.select),
        "dev_public_rows": len(corpus.test),
        **figures(corpus, validation, public),
        "seconds": round(finished.seconds),
    }


class Teller:
    """Prints now and then how far a run is."""

    EVERY = 100

    def __init__(self, name: str) -> None:
        self._name, self._updates, self._begun = name, 0, monotonic()

    def __call__(self) -> None:
        self._updates += 1
        if self._updates % self.EVERY == 0:
            seconds = monotonic() - self._begun
            print(f"{self._name}: {self._updates} updates in {seconds:.0f} s", flush=True)


def figures(corpus: Corpus, validation: Any, public: Any) -> dict[str, float]:
    """Return the scores of a run; ``oracle`` weighs by dev_public's true labels, which none has."""
    names: dict[str, Any] = {"labels": corpus.labels, "no_relation": corpus.no_relation}
    gold, public_gold = gold_of(corpus.select), gold_of(corpus.test)
    plain, reported = score(gold, validation, **names), score(public_gold, public, **names)
    priors: dict[str, Prior] = {
        "em": estimate_prior("em", gold, validation, public, labels=corpus.labels),
        "oracle": prior_of(public_gold),
    }
    found = {
        "validation_micro_f1": plain["micro_f1"],
        "validation_auprc": plain["auprc"],
        **{
            f"validation_{name}_micro_f1": prior_weighted_micro_f1(
                gold, validation, prior=prior, **names
            )
            for name, prior in priors.items()
        },
        **{f"dev_public_{name}": reported[name] for name in ("micro_f1", "auprc", "accuracy")},
    }
    return {name: round(value, 2) for name, value in found.items()}


def kept_at(folder: Path) -> Path:
    """Return where the probabilities of the run of a folder are."""
    return folder.with_name(f"{folder.name}.npz")  # its name ends in a number with a point


def keep(path: Path, corpus: Corpus, **probabilities: Any) -> None:
    """Write probabilities, ids and gold labels of both parts, whole or not at all."""
    parts = {"validation": corpus.select, "dev_public": corpus.test}
    arrays = {"labels": np.array(corpus.labels), "no_relation": np.array(corpus.no_relation)}
    for name, rows in parts.items():
        arrays[f"{name}_ids"] = np.array([row.id for row in rows])
        arrays[f"{name}_gold"] = np.array(gold_of(rows))
        arrays[name] = np.asarray(probabilities[name], dtype=np.float32)  # (rows, labels)
    with whole_file(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **arrays)
