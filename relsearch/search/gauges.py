"""Gauges: a search in figures, through Ray's metrics to its dashboard and to Prometheus."""

from collections import Counter
from typing import Any

from ray.util.metrics import Gauge

from relsearch.study import EvaluationRecord, Record, Study

STATES = ("running", "complete", "pruned", "failed")


class Gauges:
    """A Watcher that exports `ray_relsearch_…`: best_score, trials (by state) and gpu_hours."""

    def __init__(self, study: Study, *, gpus: float) -> None:
        self._gpus = gpus
        self._running: dict[int, float] = {}
        self._ended: Counter[str] = Counter(record.state for record in study.records())
        self._seconds = sum(record.seconds for record in study.records())
        self._best = max((record.score or 0.0 for record in study.ranked()), default=0.0)
        tags = {"study": study.folder.name}
        self._best_score = _gauge("best_score", "the best dev score so far, 0-100", tags)
        self._trials = _gauge("trials", "how many trials are in a state", tags, "state")
        self._gpu_hours = _gauge("gpu_hours", "seconds of training x GPUs, in hours", tags)
        self._export()

    def started(self, number: int, values: dict[str, Any]) -> None:
        """Count a trial that runs."""
        self._running[number] = 0.0
        self._export()

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Follow the best score and what was spent."""
        self._running[number] = evaluation.seconds
        self._best = max(self._best, evaluation.score)
        self._export()

    def finished(self, record: Record) -> None:
        """Count a trial that ended."""
        self._running.pop(record.number, None)
        self._ended[record.state] += 1
        self._seconds += record.seconds
        self._export()

    def noted(self, sentence: str) -> None:
        """Sentences are no figures."""

    def _export(self) -> None:
        self._best_score.set(self._best)
        for state in STATES:
            count = len(self._running) if state == "running" else self._ended[state]
            self._trials.set(count, tags={"state": state})
        seconds = self._seconds + sum(self._running.values())
        self._gpu_hours.set(seconds * self._gpus / 3600)


def _gauge(name: str, said: str, tags: dict[str, str], *keys: str) -> Gauge:
    gauge = Gauge(f"relsearch_{name}", description=said, tag_keys=(*tags, *keys))
    gauge.set_default_tags(tags)
    return gauge
