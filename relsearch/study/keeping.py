"""Keeper: writes what a trial yields: predictions first, the record last."""

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relsearch.config import TrialConfig
from relsearch.data import Corpus
from relsearch.study import EvaluationRecord, PartPredictions, Predictions, Record, TrialFolder
from relsearch.study.record import State

if TYPE_CHECKING:
    from relsearch.training.evaluation import Evaluation
    from relsearch.training.run import Run


@dataclass
class Keeper:
    """One trial's place on disk and what its record will say."""

    place: TrialFolder
    number: int
    values: dict[str, Any]
    trial: TrialConfig
    state: State = "complete"

    def keep(self, run: "Run", corpus: Corpus) -> None:
        """Write predictions.npz, then record.json, and share what there is of the trial."""
        _predictions(run, corpus).save(self.place.predictions)
        record = Record(
            number=self.number,
            state=self.state,
            config=self.trial,
            values=self.values,
            evaluations=tuple(row_of(one) for one in run.evaluations),
            scores=_part_scores(run, corpus),
            seconds=run.seconds,
        )
        record.save(self.place.record)
        self.place.share()

    def keep_failure(self, failure: Exception, *, infeasible: bool = False) -> None:
        """Write a record that says why there is nothing else."""
        record = Record(
            number=self.number,
            state="failed",
            config=self.trial,
            values=self.values,
            error=str(failure),
            infeasible=infeasible,
        )
        record.save(self.place.record)
        self.place.share()

    def keep_traceback(self) -> None:
        """Write and print the traceback being handled; the record is the driver's to write."""
        traceback.print_exc()
        self.place.path.mkdir(parents=True, exist_ok=True)
        self.place.error.write_text(traceback.format_exc(), encoding="utf-8")
        self.place.mirror.send(self.place.log)
        self.place.mirror.send(self.place.error)


def row_of(evaluation: "Evaluation") -> EvaluationRecord:
    """Return what the study stores of an evaluation."""
    return EvaluationRecord(
        number=evaluation.number,
        epoch=evaluation.epoch,
        share=evaluation.share,
        score=evaluation.score,
        micro_f1=evaluation.scores.micro_f1,
        auprc=evaluation.scores.auprc,
        seconds=evaluation.seconds,
    )


def _predictions(run: "Run", corpus: Corpus) -> Predictions:
    parts = {
        name: PartPredictions(
            tuple(example.id for example in examples),
            run.probabilities[name],
            run.models.get(name),
        )
        for name, examples in corpus.parts()
        if name in run.probabilities
    }
    return Predictions(corpus.labels, run.best.number if run.best else 0, parts)


def _part_scores(run: "Run", corpus: Corpus) -> dict[str, dict[str, float]]:
    """Score the labelled parts besides dev, whose scores stand in the evaluations."""
    from relsearch.training.metrics import score

    scored = {}
    for name, examples in corpus.parts():
        gold = [example.label for example in examples if example.label is not None]
        if name in run.probabilities and name != "dev" and gold and len(gold) == len(examples):
            scores = score(
                gold,
                run.probabilities[name],
                labels=corpus.labels,
                no_relation=corpus.no_relation,
            )
            scored[name] = {metric: scores[metric] for metric in ("micro_f1", "auprc", "accuracy")}
    return scored
