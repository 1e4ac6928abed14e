"""fit: a trial's model, or, where its corpus has folds, one model a fold, trained side by side.

Each evaluation is out of fold: every row of dev is answered by the model that has not seen it. All
folds come to an evaluation before any goes on, so that early stopping compares trials on all rows
from their first evaluation on, and ends a poor one after that share of its cost. Fold after fold, a
trial would be judged by the rows of its first fold alone, once that had run its whole schedule.

One model is in memory at a time: a fold that waits for the others does so as an interrupted run,
in the resume state that it goes on from.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import torch

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus
from relsearch.data.target import Estimator
from relsearch.files import recover_folder, whole_file
from relsearch.training.checkpoint import gather_folds
from relsearch.training.course import OnEvaluation, OnUpdate
from relsearch.training.device import release
from relsearch.training.evaluation import Evaluation, Probabilities, best_of, packed, unpacked
from relsearch.training.faults import Stop
from relsearch.training.metrics import Ids, Scores, score
from relsearch.training.predict import predict_each
from relsearch.training.priors import Prior, figure
from relsearch.training.pulse import pulse_to
from relsearch.training.run import Run, fine_tune, gold_of

CLOSE = 1e-6  # shares of a schedule nearer than this are the same


class Waits(Exception):
    """Ends a fold's run for now; its resume state has been written."""


def fit(
    trial: TrialConfig,
    corpus: Corpus,
    *,
    folder: Path,
    on_evaluation: OnEvaluation = lambda evaluation: None,
    on_update: OnUpdate = lambda: None,
    metric: str = "micro_f1",
    prior: Prior | Estimator | None = None,
    threads: int | None = None,
    resumable: bool = False,
    cache_dir: Path | None = None,
    until: float = 1.0,
) -> Run:
    """Fine-tune as `fine_tune` does, on each of the corpus's folds where it has any.

    ``folder / "checkpoint"`` then holds each fold's weights at the best evaluation so far, which is
    the same for all, and ``folder / "resume"`` is there until the run ends, ``resumable`` or not.
    Their mean predicts select and test. A prior estimated from test rows is the mean of the folds'.
    ``on_update`` is a sign of life: it is called for each batch predicted as well.
    """
    run = partial(
        fine_tune,
        trial,
        on_update=on_update,
        metric=metric,
        prior=prior,
        threads=threads,
        cache_dir=cache_dir,
    )
    with pulse_to(on_update):
        if corpus.folds:
            return FoldCourse(corpus, folder, metric, run).run(on_evaluation, until=until)
        return run(
            corpus,
            folder=folder,
            on_evaluation=on_evaluation,
            resumable=resumable,
            until=until,
        )


@dataclass
class FoldCourse:
    """The folds of one trial, which ``fold_run`` trains; ``evaluations`` are of all together."""

    corpus: Corpus
    folder: Path
    metric: str
    fold_run: Callable[..., Run]
    evaluations: list[Evaluation] = field(default_factory=list)

    def run(self, on_evaluation: OnEvaluation, *, until: float) -> Run:
        """Go on from where an interrupted run was left, to ``until`` or the first Stop."""
        self._take_up()
        with suppress(Stop):
            for evaluation in self._rounds(until):
                on_evaluation(evaluation)
        return self._finish()

    def _rounds(self, until: float) -> Iterator[Evaluation]:
        """Yield one evaluation after the other, that of an interrupted run once more."""
        yield from self.evaluations[-1:]
        while not self.evaluations or self.evaluations[-1].share < until - CLOSE:
            folds = zip(self._folds, self._places, strict=True)
            self.evaluations.append(self._pooled([self._advance(*fold) for fold in folds]))
            if best_of(self.evaluations) is self.evaluations[-1]:
                gather_folds(self._checkpoint, [place / "checkpoint" for place in self._places])
            with whole_file(self._state) as temporary:
                torch.save(packed(self.evaluations), temporary)
            yield self.evaluations[-1]

    def _advance(self, fold: Corpus, place: Path) -> Evaluation:
        """Train one fold to its next evaluation; where it has that already, only return it."""
        number, heard = len(self.evaluations) + 1, []

        def wait(evaluation: Evaluation) -> None:
            heard.append(evaluation)
            if evaluation.number >= number or evaluation.share >= 1:
                raise Waits

        with suppress(Waits):
            self.fold_run(fold, folder=place, on_evaluation=wait, resumable=True, keep="last")
        release()  # the model that waits, before the next one comes
        return heard[-1]

    def _pooled(self, answers: Sequence[Evaluation]) -> Evaluation:
        """Return the evaluation of all rows that the folds' evaluations make together."""
        probabilities = np.concatenate([one.probabilities for one in answers])[self._order]
        prior = _mean_prior([one.prior for one in answers])
        return Evaluation(
            number=len(self.evaluations) + 1,
            epoch=fmean(one.epoch for one in answers),
            share=fmean(one.share for one in answers),
            score=figure(self.metric, self._gold, probabilities, prior=prior, **self._task),
            seconds=sum(one.seconds for one in answers),
            scores=self._scores(probabilities),
            probabilities=probabilities,
            prior=prior,
        )

    def _take_up(self) -> None:
        recover_folder(self._checkpoint)
        if self._state.is_file():
            kept = torch.load(self._state, map_location="cpu", weights_only=True)
            self.evaluations = unpacked(kept, self._scores)

    def _finish(self) -> Run:
        best = best_of(self.evaluations)
        assert best
        apart = [
            part for part in ("select", "test") if getattr(self.corpus, part) != self.corpus.dev
        ]
        models = predict_each(self._checkpoint, self.corpus, apart)
        means = {part: np.asarray(said.mean(axis=0)) for part, said in models.items()}
        seen = {part: best.probabilities for part in ("dev", "select") if part not in apart}
        shutil.rmtree(self.folder / "resume", ignore_errors=True)
        return Run(
            best=best,
            evaluations=tuple(self.evaluations),
            probabilities={**seen, **means},
            seconds=self.evaluations[-1].seconds,
            epochs_run=self.evaluations[-1].epoch,
            models=models,
        )

    def _scores(self, probabilities: Probabilities) -> Scores:
        return score(self._gold, probabilities, **self._task)

    @cached_property
    def _folds(self) -> list[Corpus]:
        return list(self.corpus.each_fold())

    @cached_property
    def _order(self) -> Ids:
        """Where each row of dev is among the rows of all folds, one fold after the other."""
        row_of = {example.id: row for row, example in enumerate(self.corpus.dev)}
        rows = [row_of[example.id] for fold in self._folds for example in fold.dev]
        return np.argsort(rows)

    @cached_property
    def _gold(self) -> list[str]:
        return gold_of(self.corpus.dev)

    @property
    def _task(self) -> dict[str, Any]:
        return {"labels": self.corpus.labels, "no_relation": self.corpus.no_relation}

    @property
    def _places(self) -> list[Path]:
        """Where each fold trains: within the trial's resume state, so that it travels with it."""
        return [self.folder / "resume" / f"fold-{number}" for number in range(len(self._folds))]

    @property
    def _checkpoint(self) -> Path:
        return self.folder / "checkpoint"

    @property
    def _state(self) -> Path:
        return self.folder / "resume" / "folds.pt"


def _mean_prior(priors: Sequence[Prior | None]) -> Prior | None:
    """Return the mean of the folds' priors; None where they have none."""
    known = [prior for prior in priors if prior is not None]
    return {label: fmean(one[label] for one in known) for label in known[0]} if known else None
