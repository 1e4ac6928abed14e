"""simulate: one search, its trials answered by recorded curves on workers with a virtual clock."""

import tempfile
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path

from relsearch.config import StudyConfig
from relsearch.search.desk import Desk
from relsearch.search.opening import queue
from relsearch.search.pruning import build_judge
from relsearch.search.replay.curves import Curve, Curves, Point
from relsearch.search.samplers import build_sampler
from relsearch.search.watch import Silent
from relsearch.study import Asked, EvaluationRecord, Journal, Record, StudyFolder, begin


@dataclass(frozen=True)
class Moment:
    """The search when an evaluation comes in; seconds are of work, summed over the workers."""

    clock: float
    seconds: float
    dev: float
    held_out: float


@dataclass(frozen=True)
class Outcome:
    """A simulated search from its first evaluation to its last.

    Each moment has the best dev score so far and the held-out score of the evaluation that had it.
    """

    moments: tuple[Moment, ...]

    @property
    def last(self) -> Moment:
        """Where the search ended."""
        return self.moments[-1]


def simulate(config: StudyConfig, curves: Curves, *, workers: int) -> Outcome:
    """Run a search of ``config`` by the driver's own desk, without Ray and without training."""
    with tempfile.TemporaryDirectory(prefix="relsearch-replay-") as folder:
        return Simulation(config, curves, Path(folder) / config.study).run(workers)


@dataclass(order=True)
class Running:
    """A trial on a worker, ordered by when its next evaluation is due."""

    due: float
    number: int
    asked: Asked = field(compare=False)
    curve: Curve = field(compare=False)
    seen: int = field(default=0, compare=False)

    @property
    def point(self) -> Point:
        """The evaluation that is due."""
        return self.curve.points[self.seen]

    @property
    def seconds(self) -> float:
        """What the evaluation that is due takes, from the one before it."""
        before = self.curve.points[self.seen - 1].seconds if self.seen else 0.0
        return self.point.seconds - before


class Simulation:
    """The workers, what runs on them, and the desk that they ask."""

    def __init__(self, config: StudyConfig, curves: Curves, folder: Path) -> None:
        self.config, self.curves = config, curves
        self.study = begin(StudyFolder(folder), config, fingerprint="curves")
        self.stopped: set[int] = set()
        self.desk = Desk(
            study=self.study,
            journal=_journal(config),
            judge=build_judge(config.search.scheduler, longest=config.largest("epochs")),
            watcher=Silent(),
            stop=self.stopped.add,
        )
        self.running: list[Running] = []
        self.moments: list[Moment] = []

    def run(self, workers: int) -> Outcome:
        """Give every worker a trial, then a new one whenever its trial ends."""
        for _ in range(workers):
            self._start(clock=0.0)
        while self.running:
            self._evaluate(heappop(self.running))
        return Outcome(tuple(self.moments))

    def _start(self, *, clock: float) -> None:
        asked = self.desk.next()
        if asked is not None:
            curve = self.curves.nearest(self.config.trial(asked.values))
            self._go_on(Running(clock, asked.number, asked, curve))

    def _go_on(self, trial: Running) -> None:
        trial.due += trial.seconds
        heappush(self.running, trial)

    def _evaluate(self, trial: Running) -> None:
        """Report what is due; the trial goes on, or its worker takes the next."""
        self._note(trial)
        self.desk.evaluated(trial.number, self._record_of(trial.point))
        trial.seen += 1
        if trial.number not in self.stopped and trial.seen < len(trial.curve.points):
            self._go_on(trial)
            return
        self._record(trial).save(self.study.folder.trial(trial.number).record)
        self.desk.finished(trial.number)
        self._start(clock=trial.due)

    def _note(self, trial: Running) -> None:
        metric = self.config.search.metric
        dev, held_out = trial.point.dev[metric], trial.point.held_out[metric]
        before = self.moments[-1] if self.moments else Moment(0, 0, float("-inf"), 0)
        if dev <= before.dev:
            dev, held_out = before.dev, before.held_out
        self.moments.append(Moment(trial.due, before.seconds + trial.seconds, dev, held_out))

    def _record_of(self, point: Point) -> EvaluationRecord:
        return EvaluationRecord(
            number=point.number,
            epoch=point.epoch,
            share=point.share,
            score=point.dev[self.config.search.metric],
            micro_f1=point.dev["micro_f1"],
            auprc=point.dev["auprc"],
            seconds=point.seconds,
        )

    def _record(self, trial: Running) -> Record:
        points = trial.curve.points[: trial.seen]
        return Record(
            number=trial.number,
            state="pruned" if trial.number in self.stopped else "complete",
            config=self.config.trial(trial.asked.values),
            values=trial.asked.values,
            evaluations=tuple(map(self._record_of, points)),
            seconds=points[-1].seconds,
        )


def _journal(config: StudyConfig) -> Journal:
    """Return a journal that is on no disk: what is asked and told is the same."""
    sampler = build_sampler(config.search.sampler, seed=config.search.seed)
    return Journal.in_memory(space=config.space, sampler=sampler, queue=queue(config))
