"""Counts the bytes that a trial writes: relsearch beside the Trainer's search on Ray Tune.

Both search over the lr of the same encoder on the same rows, one trial at a time, without early
stopping, an evaluation an epoch. Each side is one process tree, whose writes the kernel counts.

    python benchmarks/engine/written.py --work build/written
"""

import argparse
import csv
import ctypes
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

TABLE = Path(__file__).with_name("written.csv")
COLUMNS = ("side", "kept", "trials", "evaluations", "written_mb_a_trial", "left_mb_a_trial")
TRIALS, EPOCHS, KEPT = 6, 4, 5
PR_SET_CHILD_SUBREAPER = 36
LOOK = 0.2  # seconds


def main() -> None:
    """Run both sides apart, or one here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder, not in memory")
    parser.add_argument("--side", choices=SIDES, help="run this one in this process")
    options = parser.parse_args()
    if options.side:
        SIDES[options.side](options.work)
        return
    for side in SIDES:
        folder = options.work.resolve() / side
        folder.mkdir(parents=True)
        append(
            side, written_by([sys.executable, __file__, "--side", side, "--work", folder]), folder
        )


def written_by(words: list[object]) -> int:
    """Run a command and return the bytes that it and all it started had written to disks.

    Orphans come to this process (Linux), so that all stay in its tree, which is looked at often:
    what a process writes in its last moment is missed. What is written to memory (the object
    store) does not count; what is deleted before it reaches the disk does.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    seen: dict[tuple[int, float], int] = {}
    with (Path(str(words[-1])) / "log.txt").open("w") as log:
        side = subprocess.Popen([*map(str, words)], stdout=log, stderr=log)
        while side.poll() is None:
            look(seen)
            time.sleep(LOOK)
    if side.returncode:
        raise RuntimeError(f"see {log.name}")
    return sum(seen.values())


def look(seen: dict[tuple[int, float], int]) -> None:
    """Note what each process below this one has written until now."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            key = process.pid, process.create_time()
            seen[key] = max(seen.get(key, 0), process.io_counters().write_bytes)


def append(side: str, written: int, folder: Path) -> None:
    """Add a side's row."""
    left = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    row = (
        side,
        KEPT,
        TRIALS,
        TRIALS * EPOCHS,
        *(f"{n / TRIALS / 1e6:.1f}" for n in (written, left)),
    )
    new = not TABLE.exists()
    with TABLE.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, row] if new else [row])
    print(*row)


def relsearch(folder: Path) -> None:
    """Search with relsearch."""
    from relsearch.commands.tune import tune
    from relsearch.config.load import parse_study

    raw = {
        "study": "written",
        "data": {"reader": "sample", "rows": 100},
        "search": {
            "trials": TRIALS,
            "keep": KEPT,
            "max_concurrent": 1,
            "scheduler": {"kind": "none"},
        },
        "resources": {"cpus": 1},
        "fixed": {"encoder": "bundled/mini", "epochs": EPOCHS, "batch_size": 16, "max_length": 160},
        "space": {"lr": {"low": 1e-4, "high": 1e-3, "log": True}},
    }
    tune(parse_study(raw, source="written.py"), results=folder)


def trainer(folder: Path) -> None:
    """Search with the Trainer's hyperparameter_search on Ray Tune, a checkpoint an evaluation."""
    from ray import tune
    from ray.tune import CheckpointConfig

    plain_trainer(folder).hyperparameter_search(
        hp_space=lambda _: {"learning_rate": tune.loguniform(1e-4, 1e-3)},
        backend="ray",
        direction="maximize",
        compute_objective=lambda metrics: -metrics["eval_loss"],
        n_trials=TRIALS,
        max_concurrent_trials=1,
        storage_path=str(folder / "ray"),
        checkpoint_config=CheckpointConfig(num_to_keep=KEPT),
    )


def plain_trainer(folder: Path):
    """Return a Trainer over the sample corpus with mini's own classification head."""
    from transformers import (
        AutoModelForSequenceClassification,
        AutoTokenizer,
        Trainer,
        TrainingArguments,
    )

    from relsearch.data import DataConfig, load_corpus
    from relsearch.model.encoder import resolve_encoder

    corpus = load_corpus(DataConfig(reader="sample", rows=100))
    encoder = resolve_encoder("bundled/mini")
    tokenizer = AutoTokenizer.from_pretrained(encoder)

    def rows(examples):
        return [
            {
                **tokenizer(one.sentence, truncation=True, max_length=160),
                "labels": corpus.labels.index(one.label),
            }
            for one in examples
        ]

    arguments = TrainingArguments(
        output_dir=str(folder / "trainer"),
        num_train_epochs=EPOCHS,
        per_device_train_batch_size=16,
        eval_strategy="epoch",
        save_strategy="epoch",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    )
    return Trainer(
        model_init=lambda: AutoModelForSequenceClassification.from_pretrained(
            encoder, num_labels=len(corpus.labels)
        ),
        args=arguments,
        train_dataset=rows(corpus.train),
        eval_dataset=rows(corpus.dev),
        processing_class=tokenizer,
    )


SIDES: dict[str, Callable[[Path], None]] = {"relsearch": relsearch, "trainer": trainer}

if __name__ == "__main__":
    main()
