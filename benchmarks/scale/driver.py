"""Measures what the driver of a search spends on a trial, with trials that take no work at all.

A study of ``--history`` finished trials is made, by random draws; then simulated workers go on with
it, asking the search's own desk. Only the driver's time is real: it is added to the virtual clock,
so that a driver that is too slow keeps workers waiting. A trial takes as many virtual seconds as
there are workers: together they end one a second. One row is appended to the table: phases and
``all`` in CPU milliseconds a trial, which a busy machine leaves as they are, ``wall`` beside them.

    python benchmarks/scale/driver.py --history 5000 --workers 256 --work build/scale
"""

import argparse
import csv
import io
import math
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

import psutil
from optuna.samplers import RandomSampler
from rich.console import Console

from relsearch.config import StudyConfig, parse_study
from relsearch.search.desk import Desk
from relsearch.search.display import LiveTable
from relsearch.search.opening import open_journal
from relsearch.search.pruning import build_judge
from relsearch.study import EvaluationRecord, Journal, Record, Study, StudyFolder, begin
from relsearch.study.leaderboard import RunningLeaderboard
from relsearch.study.ledger import Ledger

EVALUATIONS = 3  # of a trial
TABLE = Path(__file__).with_name("driver.csv")
PHASES = {
    "ask": (Journal, "ask"),
    "report": (Journal, "report"),
    "tell": (Journal, "tell"),
    "leaderboard": (RunningLeaderboard, "add"),
    "ledger": (Ledger, "add"),
    "display": (Console, "print"),
}
ALL = (*PHASES, "all", "wall")
SPACE = {
    "input_format": ["default", "entity_marker", "entity_marker_punct", "typed_entity_marker"],
    "prompt": ["default", "s_sep_o", "s_and_o", "quiz", "problem"],
    "type_transform": {"choices": [True, False], "when": {"input_format": "typed_entity_marker"}},
    "head": ["base", "bilstm", "bigru"],
    "lr": {"low": 1e-5, "high": 5e-5, "log": True},
    "epochs": [3, 5],
    "adam_beta2": [0.98, 0.999],
    "warmup_ratio": {"low": 0.06, "high": 0.2},
}


def main() -> None:
    """Make the history, drive what follows and append the row."""
    options = parse()
    folder = StudyFolder(options.work / f"{options.sampler}-{options.history}")
    shutil.rmtree(folder.path, ignore_errors=True)
    config = config_of(options.history + options.trials, options.sampler)
    study = begin(folder, config, fingerprint="none")
    bench = Bench(study, options.workers, history=options.history)
    with timed(bench.spent):
        bench.run()
    facts = {"sampler": options.sampler, "workers": options.workers, "history": options.history}
    append({**facts, **bench.figures(), "reopen_s": reopened(study)})


def parse() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", type=int, required=True, help="finished trials to begin with")
    parser.add_argument("--trials", type=int, default=100, help="trials to drive")
    parser.add_argument("--workers", type=int, default=256)
    parser.add_argument("--sampler", default="tpe")
    parser.add_argument("--work", type=Path, required=True, help="a folder for studies")
    return parser.parse_args()


def config_of(trials: int, sampler: str) -> StudyConfig:
    """Return a study as large as full.yaml's, with numbers beside its choices."""
    raw = {
        "study": "scale",
        "data": {"reader": "sample"},
        "search": {"trials": trials, "sampler": {"kind": sampler}},
        "fixed": {"encoder": "bundled/mini"},
        "space": SPACE,
    }
    return parse_study(raw, source="the benchmark")


@contextmanager
def timed(spent: Counter[str]) -> Iterator[None]:
    """Add up the CPU seconds of every phase while the context lasts."""
    before = {name: getattr(*place) for name, place in PHASES.items()}
    for name, (owner, attribute) in PHASES.items():
        setattr(owner, attribute, clocked(before[name], name, spent))
    try:
        yield
    finally:
        for name, (owner, attribute) in PHASES.items():
            setattr(owner, attribute, before[name])


def clocked(call: Callable[..., Any], name: str, spent: Counter[str]) -> Callable[..., Any]:
    """Return the same call, its CPU seconds added to a phase."""

    def wrapped(*args: Any, **options: Any) -> Any:
        started = time.process_time()
        try:
            return call(*args, **options)
        finally:
            spent[name] += time.process_time() - started

    return wrapped


@dataclass(order=True)
class Running:
    """A trial on a worker and when its next evaluation is due, in virtual seconds."""

    due: float
    number: int
    values: dict[str, Any] = field(compare=False)
    length: float = field(compare=False)
    evaluations: list[EvaluationRecord] = field(compare=False, default_factory=list)


class Bench:
    """The desk under test, its workers, and what the driver has spent on each phase."""

    def __init__(self, study: Study, workers: int, *, history: int) -> None:
        self.study, self.workers = study, workers
        self.spent: Counter[str] = Counter()
        self.random = random.Random(42)
        self.console = Console(file=io.StringIO(), force_terminal=True, width=160, height=50)
        config = study.config
        self.table = LiveTable(self.console, trials=config.trials, columns=config.columns)
        journal = open_journal(study, new=True)
        self.remember(journal, history)
        self.desk = Desk(
            study=study,
            journal=journal,
            judge=build_judge(config.search.scheduler, longest=config.largest("epochs")),
            watcher=self.table,
            stop=lambda number: None,  # judged, but run to its end: the rate stays one a second
        )
        self.running: list[Running] = []
        self.free_at = self.waited = 0.0
        self.ended = 0

    def remember(self, journal: Journal, history: int) -> None:
        """Put finished trials into the study, as random search would have left them."""
        sampler = journal.study.sampler
        journal.study.sampler = RandomSampler(seed=42)
        for _ in range(history):
            asked = journal.ask()
            trial = Running(0.0, asked.number, asked.values, 1.0)
            for _ in range(EVALUATIONS):
                trial.evaluations.append(evaluation_of(trial, self.random))
                journal.report(asked.number, trial.evaluations[-1])
            journal.tell(asked.number, "complete", best=save(self.study, trial).score)
        journal.study.sampler = sampler

    def run(self) -> None:
        """Start one worker a second, and drive every trial to its end."""
        for worker in range(self.workers):
            while self.running and self.running[0].due <= worker:
                self.step(heappop(self.running))
            self.start(clock=worker)
        while self.running:
            self.step(heappop(self.running))

    def figures(self) -> dict[str, Any]:
        """Return milliseconds a trial by phase and in all, sizes, and how long workers waited."""
        phases = {f"{name}_ms": round(1000 * self.spent[name] / self.ended, 1) for name in ALL}
        offered = self.workers * self.free_at  # worker-seconds
        return {
            "trials": self.ended,
            **phases,
            "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
            "journal_mb": round(self.study.folder.journal.stat().st_size / 1e6, 1),
            "waiting_percent": round(100 * self.waited / offered, 2),
        }

    def start(self, *, clock: float) -> None:
        """Give a worker that is free at ``clock`` its next trial."""
        with self.driving(clock):
            asked = self.desk.next()
        if asked is not None:
            length = self.workers * self.random.uniform(0.5, 1.5) / EVALUATIONS
            trial = Running(self.free_at + length, asked.number, asked.values, length)
            heappush(self.running, trial)

    def step(self, trial: Running) -> None:
        """Hand an evaluation in; the trial goes on, or its worker takes the next."""
        evaluation = evaluation_of(trial, self.random)
        trial.evaluations.append(evaluation)
        with self.driving(trial.due):
            self.desk.evaluated(trial.number, evaluation)
        if len(trial.evaluations) < EVALUATIONS:
            trial.due += trial.length
            heappush(self.running, trial)
            return
        save(self.study, trial)
        with self.driving(trial.due):
            self.desk.finished(trial.number)
            self.console.print(self.table._render())  # as the live display does once a second
        self.console.file.truncate(0)
        self.ended += 1
        self.start(clock=self.free_at)

    @contextmanager
    def driving(self, clock: float) -> Iterator[None]:
        """Let the driver work on what came in at ``clock``, after what it is still busy with."""
        begun = max(clock, self.free_at)
        started, worked = time.perf_counter(), time.process_time()
        yield
        seconds = time.perf_counter() - started
        self.spent["all"] += time.process_time() - worked
        self.spent["wall"] += seconds
        self.free_at = begun + seconds
        self.waited += self.free_at - clock


def evaluation_of(trial: Running, noise: random.Random) -> EvaluationRecord:
    """Return the trial's next evaluation."""
    number = len(trial.evaluations) + 1
    score = score_of(trial.values, number)
    return EvaluationRecord(
        number=number,
        epoch=trial.values["epochs"] * number / EVALUATIONS,
        share=number / EVALUATIONS,
        score=score + noise.gauss(0, 1),
        micro_f1=score,
        auprc=score,
        seconds=trial.length * number,
    )


def save(study: Study, trial: Running) -> Record:
    """Write the record, as the worker does: its time is not the driver's."""
    record = Record(
        number=trial.number,
        state="complete",
        config=study.config.trial(trial.values),
        values=trial.values,
        evaluations=tuple(trial.evaluations),
        seconds=trial.evaluations[-1].seconds,
    )
    place = study.folder.trial(trial.number)
    place.path.mkdir(parents=True)
    place.record.write_text(record.model_dump_json(indent=1), encoding="utf-8")
    return record


def score_of(values: dict[str, Any], number: int) -> float:
    """Return the score of an evaluation: better with lr near 3e-5, longer and later."""
    distance = abs(math.log(values["lr"] / 3e-5))
    return 70 - 10 * distance + float(values["epochs"]) - 10 / number


def reopened(study: Study) -> float:
    """Return the seconds until a study of this size could be driven on, in a new process."""
    program = Path(__file__).with_name("reopen.py")
    done = subprocess.run(
        [sys.executable, program, study.folder.path], capture_output=True, text=True, check=True
    )
    return round(float(done.stdout), 2)


def append(row: dict[str, Any], table: Path = TABLE) -> None:
    """Add a row to the table, with its header where there is no table yet."""
    new = not table.exists()
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(row)
    print(*(f"{key}={value}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
