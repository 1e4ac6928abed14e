"""Measures what plain Ray Tune's OptunaSearch spends on a trial, without Ray's event loop.

Its three calls are made as Tune makes them: `suggest` for a worker that is free, `on_trial_result`
for each evaluation, `on_trial_complete` at the end; no worker, no snapshot of the experiment, no
table. Its sampler is relsearch's own: TPE, multivariate, grouped, over the same space. So this is
what of driver.py's figures the sampler and Optuna's memory account for. One row is appended for
each of ``--at``.

    python benchmarks/scale/plain.py --at 100 1000 5000
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import optuna
import psutil
from driver import EVALUATIONS, append, config_of, score_of
from ray.tune.search.optuna import OptunaSearch

from relsearch.config.space import Space
from relsearch.search.samplers import build_sampler
from relsearch.study.suggest import suggest

TABLE = Path(__file__).with_name("plain.csv")
COUNTED = 50  # trials, after each number of finished ones


def main() -> None:
    """Grow one search, by random draws up to each point and by TPE where it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=int, nargs="+", required=True, help="finished trials")
    parser.add_argument("--workers", type=int, default=256)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    bench = Bench(options.workers)
    for history in options.at:
        bench.grow(history)
        append({"workers": options.workers, "history": history, **bench.measure()}, TABLE)


def draw(trial: Any, space: Space) -> dict[str, Any]:
    """Define the space as it runs; Tune's snapshots pickle this with the searcher."""
    return suggest(trial.ot_trial, space)


class Bench:
    """OptunaSearch with so many trials running."""

    def __init__(self, workers: int) -> None:
        config = config_of(10_000, "tpe")
        self.sampler = build_sampler(config.search.sampler, seed=42)
        self.random = random.Random(42)
        self.search = OptunaSearch(
            partial(draw, space=config.space),
            metric="score",
            mode="max",
            sampler=self.sampler,
        )
        self.workers = workers
        self.running: list[tuple[str, dict[str, Any]]] = []
        self.started = self.ended = 0
        self.spent: Counter[str] = Counter()

    def grow(self, history: int) -> None:
        """End trials until there are so many, their configurations drawn at random."""
        study = self.search._ot_study
        study.sampler = optuna.samplers.RandomSampler(seed=42)
        while self.ended < history:
            self.step()
        study.sampler = self.sampler

    def measure(self) -> dict[str, Any]:
        """Return CPU milliseconds a trial by call, and the memory of the process."""
        self.spent.clear()
        for _ in range(COUNTED):
            self.step()
        milliseconds = {name: round(1000 * s / COUNTED, 1) for name, s in self.spent.items()}
        return {
            "trials": COUNTED,
            "suggest_ms": milliseconds["suggest"],
            "result_ms": milliseconds["result"],
            "complete_ms": milliseconds["complete"],
            "all_ms": round(sum(milliseconds.values()), 1),
            "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
        }

    def step(self) -> None:
        """Fill the workers, then end the trial that has run longest."""
        while len(self.running) < self.workers:
            name = str(self.started)
            with self.clocked("suggest"):
                values = self.search.suggest(name)
            self.running.append((name, values))
            self.started += 1
        name, values = self.running.pop(0)
        for number in range(1, EVALUATIONS + 1):
            score = score_of(values, number) + self.random.gauss(0, 1)
            result = {"score": score, "training_iteration": number}
            with self.clocked("result"):
                self.search.on_trial_result(name, result)
        with self.clocked("complete"):
            self.search.on_trial_complete(name, result)
        self.ended += 1

    @contextmanager
    def clocked(self, name: str) -> Iterator[None]:
        """Add a call's CPU seconds to its name."""
        started = time.process_time()
        yield
        self.spent[name] += time.process_time() - started


if __name__ == "__main__":
    main()
