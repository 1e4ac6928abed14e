"""Run trials in a row in one process, as a reused worker does, and note what it holds after each.

    python -m tests.training.leaks FOLDER --trials 50

One row of FOLDER/leaks.csv a trial: memory in MB, threads, open files.
"""

import argparse
import csv
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import torch

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus
from relsearch.training.run import fine_tune
from tests.tiny import save_tiny_bert
from tests.training.conftest import VERBS, make_example

CHOICES: dict[str, list[object]] = {
    "input_format": ["entity_marker", "typed_entity_marker_punct", "entity_mask"],
    "prompt": ["default", "s_and_o"],
    "head": ["base", "bigru", "cls_entity_start", "rbert"],
    "loss": ["cross_entropy", "focal"],
    "batch_size": [4, 8, 13],
    "ema": [None, 0.9],
}


def main() -> None:
    """Run the trials and write the table as it grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=50)
    options = parser.parse_args()
    with (options.folder / "leaks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["trial", "rss_mb", "gpu_mb", "threads", "files"])
        for number in run_trials(options.folder, options.trials):
            writer.writerow([number, *held()])
            file.flush()


def run_trials(folder: Path, trials: int) -> Iterator[int]:
    """Yield each trial's number when it has run and its folder is gone."""
    encoder, corpus = save_tiny_bert(folder / "encoder"), make_corpus()
    for number in range(trials):
        choose = random.Random(number).choice
        values = {name: choose(choices) for name, choices in CHOICES.items()}
        trial = TrialConfig(encoder=str(encoder), seed=number, epochs=2, max_length=64, **values)
        place = folder / str(number)
        fine_tune(trial, corpus, folder=place, threads=1, resumable=True, cache_dir=folder / "rows")
        shutil.rmtree(place)
        yield number


def make_corpus() -> Corpus:
    """Return 200 rows to train on and 40 of each other part."""
    rows = tuple(make_example(number) for number in range(320))
    parts = {"train": rows[:200], "dev": rows[200:240], "select": rows[240:280], "test": rows[280:]}
    return Corpus(labels=tuple(VERBS), no_relation="no_relation", **parts)


def held() -> tuple[int, int, int, int]:
    """Return this process's memory and the GPU's in MB, its threads and its open files."""
    process = psutil.Process()
    on_gpu = torch.cuda.memory_reserved() if torch.cuda.is_available() else 0
    rss = process.memory_info().rss
    return rss >> 20, on_gpu >> 20, process.num_threads(), process.num_fds()


if __name__ == "__main__":
    main()
