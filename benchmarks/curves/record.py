"""Records whole learning curves of real KLUE-RE fine-tuning for `relsearch replay`.

One JSON line a run, appended when the run ends; a run that has its line is not repeated, so the
same command goes on where it was interrupted. README.md has the command.
"""

import argparse
import json
import math
import random
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from relsearch.config import Choice, Dimension, Space, StudyConfig, load_space
from relsearch.config.space import is_active, parents_first
from relsearch.data import load_corpus
from relsearch.data.example import Corpus, Example
from relsearch.data.splits import carve
from relsearch.training.evaluation import Evaluation
from relsearch.training.metrics import score
from relsearch.training.run import fine_tune, gold_of

SPACE = Path(__file__).with_name("space.yaml")
LONGEST = 80  # characters of a sentence
TRAIN_ROWS = 2000
ROWS = 800  # of dev, and as many held out
SLOW = {"bilstm", "bigru"}  # several times the others' time on a CPU
SLOW_KEPT = 1 / 3
SCORES = ("micro_f1", "auprc", "accuracy")


def main() -> None:
    """Run every configuration of 0 to --runs that has no line yet."""
    options = parse()
    torch.set_num_threads(1)
    config = load_space(SPACE, [f"data.train={options.klue / 'train.json'}"])
    corpus, held_out = read_corpus(config, options.klue / "dev_public.json", seed=options.seed)
    for number in range(options.runs):
        if number not in done(options.output):
            values = configuration(config.space, number, seed=options.seed)
            append(options.output, record(number, values, config, corpus, held_out, options.work))


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klue", type=Path, required=True, help="folder of KLUE-RE's json files")
    parser.add_argument("--runs", type=int, required=True, help="how many configurations")
    parser.add_argument("--output", type=Path, required=True, help="the file of lines")
    parser.add_argument("--work", type=Path, required=True, help="a folder for runs")
    parser.add_argument("--seed", type=int, default=42, help="of configurations and rows")
    return parser.parse_args()


def read_corpus(
    config: StudyConfig, public: Path, *, seed: int
) -> tuple[Corpus, tuple[Example, ...]]:
    """Return the corpus and the held-out rows: both they and dev are of dev_public.

    The two share no sentence and have the same share of each label. Only rows of short sentences
    are taken, which halves the time of a run.
    """
    data = config.data.model_copy(update={"dev": public.resolve(), "select": public.resolve()})
    corpus = load_corpus(data)
    train = random.Random(seed).sample(short(corpus.train), TRAIN_ROWS)
    public_rows = short(corpus.dev)
    rest, dev = carve(public_rows, share=ROWS / len(public_rows), by="sentence", seed=seed)
    _, held_out = carve(rest, share=ROWS / len(rest), by="sentence", seed=seed)
    return replace(corpus, train=tuple(train), dev=dev, select=()), held_out


def short(rows: tuple[Example, ...]) -> list[Example]:
    """Return the rows whose sentence has at most LONGEST characters: 43 % of train."""
    return [row for row in rows if len(row.sentence) <= LONGEST]


def done(output: Path) -> set[int]:
    """Return the numbers that have their line."""
    if not output.exists():
        return set()
    return {json.loads(line)["number"] for line in output.read_text("utf-8").splitlines()}


def configuration(space: Space, number: int, *, seed: int) -> dict[str, Any]:
    """Return the configuration of a number; it depends on number and seed alone."""
    generator = random.Random(f"{seed}/{number}")
    while True:
        values: dict[str, Any] = {}
        for key in parents_first(space):
            if is_active(space[key], values):
                values[key] = draw(space[key], generator)
        if values["head"] not in SLOW or generator.random() < SLOW_KEPT:
            return values


def draw(dimension: Dimension, generator: random.Random) -> Any:
    """Return one of the choices, or a number of a range that is log-uniform."""
    if isinstance(dimension, Choice):
        return generator.choice(dimension.choices)
    return math.exp(generator.uniform(math.log(dimension.low), math.log(dimension.high)))


def record(
    number: int,
    values: dict[str, Any],
    config: StudyConfig,
    corpus: Corpus,
    held_out: tuple[Example, ...],
    work: Path,
) -> dict[str, Any]:
    """Train one configuration to its end and return its line.

    Seconds are of the processor, not of the clock: other work on the machine does not count.
    """
    points: list[dict[str, Any]] = []
    started = time.process_time()

    def note(evaluation: Evaluation) -> None:
        seconds = round(time.process_time() - started, 2)
        points.append({**point(evaluation, corpus, held_out), "seconds": seconds})

    both = replace(corpus, dev=(*corpus.dev, *held_out))
    folder = work / str(number)
    fine_tune(
        config.trial(values),
        both,
        folder=folder,
        on_evaluation=note,
        threads=1,
        cache_dir=work / "cache",
    )
    shutil.rmtree(folder)
    rows = {"train": len(corpus.train), "dev": len(corpus.dev), "held_out": len(held_out)}
    return {"number": number, "values": values, "rows": rows, "evaluations": points}


def point(evaluation: Evaluation, corpus: Corpus, held_out: tuple[Example, ...]) -> dict[str, Any]:
    """Return one point of a curve: dev and held-out part, each scored by itself."""
    first = len(corpus.dev)
    parts = {
        "dev": (corpus.dev, evaluation.probabilities[:first]),
        "held_out": (held_out, evaluation.probabilities[first:]),
    }
    facts = {"number": evaluation.number, "epoch": evaluation.epoch, "share": evaluation.share}
    return facts | {name: figures(*part, corpus) for name, part in parts.items()}


def figures(rows: tuple[Example, ...], probabilities: Any, corpus: Corpus) -> dict[str, float]:
    """Return the scores of one part."""
    scores = score(
        gold_of(rows), probabilities, labels=corpus.labels, no_relation=corpus.no_relation
    )
    return {name: round(scores[name], 4) for name in SCORES}


def append(output: Path, line: dict[str, Any]) -> None:
    """Add a run's line."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    last = line["evaluations"][-1]
    print(line["number"], line["values"], last["dev"], f"{last['seconds']} s", flush=True)


if __name__ == "__main__":
    main()
