"""Measures what Ray Tune's own loop adds: plain Tune with OptunaSearch, and relsearch, on real Ray.

Both run trials that take no work, three evaluations each, on reused actors, over the same space
with the same TPE and after the same number of finished trials, one after the other in one process.
What counts is the CPU time of that process, the driver's, between the first trial's end and the
last one's. One row is appended a side and ``--at``.

    python benchmarks/scale/loop.py --at 100 1000 5000 --work build/loop
"""

import argparse
import random
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import optuna
import plain
import ray
from driver import EVALUATIONS, Bench, Running, append, config_of, evaluation_of, save, score_of
from ray import tune
from ray.tune import Callback

from relsearch.search.adapters import StudyScheduler, StudySearcher
from relsearch.study import Study, StudyFolder, begin

TABLE = Path(__file__).with_name("loop.csv")
SLOTS = 2


def main() -> None:
    """Run both sides at each point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=int, nargs="+", required=True, help="finished trials before")
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--work", type=Path, required=True, help="a folder for studies")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    ray.init(address="local", num_cpus=SLOTS, include_dashboard=False)
    for history in options.at:
        for side in (tune_plainly, tune_with_desk):
            figures = side(history, options.trials, options.work.resolve())
            append({"side": side.__name__, "history": history, **figures}, TABLE)


def tune_plainly(history: int, trials: int, work: Path) -> dict[str, Any]:
    """Run plain Ray Tune with OptunaSearch, its study in memory."""
    bench = plain.Bench(SLOTS)
    bench.grow(history)
    return run(report_scores, trials, search_alg=bench.search, num_samples=trials)


def tune_with_desk(history: int, trials: int, work: Path) -> dict[str, Any]:
    """Run relsearch's desk behind its adapters, its study on disk."""
    folder = StudyFolder(work / f"loop-{history}")
    shutil.rmtree(folder.path, ignore_errors=True)
    study = begin(folder, config_of(history + trials, "tpe"), fingerprint="none")
    desk = Bench(study, SLOTS, history=history).desk
    searcher = StudySearcher(desk, slots=lambda: SLOTS, is_lost=lambda number: False)
    trainable = tune.with_parameters(report_and_record, folder=str(folder.path))
    return run(
        trainable, trials, search_alg=searcher, scheduler=StudyScheduler(desk), num_samples=-1
    )


def run(trainable: Any, trials: int, **options: Any) -> dict[str, Any]:
    """Tune and return CPU and wall milliseconds a trial."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as scratch:
        tune.Tuner(
            trainable,
            tune_config=tune.TuneConfig(reuse_actors=True, max_concurrent_trials=SLOTS, **options),
            run_config=tune.RunConfig(storage_path=scratch, verbose=0, callbacks=[clock]),
        ).fit()
    return {"trials": trials, **clock.figures()}


@dataclass
class Clock(Callback):
    """Reads both clocks whenever a trial ends."""

    readings: list[tuple[float, float]] = field(default_factory=list)

    def on_trial_complete(self, *_: Any, **__: Any) -> None:
        """Read."""
        self.readings.append((time.process_time(), time.perf_counter()))

    def figures(self) -> dict[str, float]:
        """Return milliseconds a trial from the first end to the last."""
        readings = zip(self.readings[0], self.readings[-1], strict=True)
        spans = [last - first for first, last in readings]
        each = [round(1000 * span / (len(self.readings) - 1), 1) for span in spans]
        return {"driver_cpu_ms": each[0], "wall_ms": each[1]}


def report_scores(config: dict[str, Any]) -> None:
    """Be a trial of plain Tune."""
    for number in range(1, EVALUATIONS + 1):
        tune.report({"score": score_of(config, number) + random.gauss(0, 1)})


def report_and_record(config: dict[str, Any], *, folder: str) -> None:
    """Be a trial of relsearch, which leaves its record."""
    trial = Running(0.0, config["number"], config["values"], 1.0)
    for _ in range(EVALUATIONS):
        trial.evaluations.append(evaluation_of(trial, random.Random()))
        tune.report(trial.evaluations[-1].model_dump())
    save(Study(StudyFolder(Path(folder))), trial)


if __name__ == "__main__":
    main()
