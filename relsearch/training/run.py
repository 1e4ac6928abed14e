"""fine_tune: one run from a TrialConfig to its best weights and its predictions."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from torch import nn
from transformers import set_seed

from relsearch.config.trial import TrialConfig
from relsearch.data.augmentations.copies import make_copies
from relsearch.data.example import Corpus, Example
from relsearch.data.target import Estimator
from relsearch.model.encoder import quiet
from relsearch.model.losses.build import build_loss
from relsearch.text.fit import fitting
from relsearch.training.checkpoint import Checkpoint
from relsearch.training.checks import check_corpus
from relsearch.training.course import Course, Keep, OnEvaluation, OnUpdate
from relsearch.training.device import clean_process, release
from relsearch.training.encoding import RowMaker
from relsearch.training.evaluation import Evaluation, Examiner, Probabilities, best_of
from relsearch.training.faults import OutOfMemory, Stop, is_out_of_memory
from relsearch.training.predict import predict_parts
from relsearch.training.prediction import BATCH_SIZE
from relsearch.training.priors import Prior
from relsearch.training.trainer import RelationTrainer
from relsearch.training.untrained import untrained


@dataclass(frozen=True, eq=False)
class Run:
    """A finished run; ``probabilities`` are the best evaluation's, by part: (rows, labels).

    ``best`` is None without dev rows; the last weights are then kept. A run over folds has
    ``models``: what each fold's says of rows that none trained on, by part: (folds, rows, labels).
    """

    best: Evaluation | None
    evaluations: tuple[Evaluation, ...]
    probabilities: Mapping[str, Probabilities]
    seconds: float
    epochs_run: float
    models: Mapping[str, Probabilities] = field(default_factory=dict)


@dataclass(frozen=True)
class _Job:
    """What a run is asked to do; the fields are fine_tune's arguments."""

    trial: TrialConfig
    corpus: Corpus
    folder: Path
    on_evaluation: OnEvaluation
    on_update: OnUpdate
    metric: str
    prior: Prior | Estimator | None
    resumable: bool
    cache_dir: Path | None
    until: float
    keep: Keep


def fine_tune(
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
    keep: Keep = "best",
) -> Run:
    """Train, evaluating on dev as it goes, then predict select and test from the best weights.

    ``folder / "checkpoint"`` holds the best weights so far (or the last: ``keep``). With
    ``resumable``, ``folder / "resume"`` holds the state of the last evaluation until the run ends,
    and a run that finds one goes on from there, handing its last evaluation over once more.
    ``until`` ends it after that share of its schedule: its learning rates are those of a whole
    run cut short, not of a shorter one.

    ``on_evaluation`` may raise Stop to finish the run then and there; whatever else it raises
    comes out of here with both folders as they are (`predict_parts` does the rest). ``on_update``
    is called after every update. Raises Diverged for a loss that is no number and OutOfMemory when
    no batch is small enough.
    """
    job = _Job(
        *(trial, corpus, folder, on_evaluation, on_update),
        *(metric, prior, resumable, cache_dir),
        *(until, keep),
    )
    check_corpus(corpus, prior=prior)
    with clean_process(threads), quiet():
        for parts in _micro_batches(trial):
            course = _attempt(job, parts=parts)
            release()  # the optimizer and its gradients, before the predictions or the next attempt
            if course:
                return _finish(job, course)
    raise OutOfMemory(
        f"one row of max_length={trial.max_length} at a time is too much memory for encoder "
        f"{trial.encoder!r}; lower max_length or encoder_layers, or use a larger device"
    )


def _micro_batches(trial: TrialConfig) -> Iterator[int]:
    """Yield in how many parts to compute an update: as the trial says, then ever more."""
    rows, parts = trial.batch_size * trial.accumulation, trial.accumulation
    while parts < rows:
        yield parts
        parts *= 2
    yield rows


def _attempt(job: _Job, *, parts: int) -> Course | None:
    """Train with this many micro-batches an update; None when the memory does not suffice."""
    try:
        return _train(job, parts=parts)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return None
    finally:
        shutil.rmtree(_scratch(job), ignore_errors=True)


def _train(job: _Job, *, parts: int) -> Course:
    set_seed(job.trial.seed)
    checkpoint = untrained(job.trial, job.corpus)
    maker = RowMaker(checkpoint)
    job = replace(job, corpus=_augmented(job, checkpoint, maker))
    rows = maker.cached_rows(job.corpus.train, cache_dir=job.cache_dir)
    course = Course(
        checkpoint,
        _examiner(job, checkpoint, maker, batch_size=max(1, BATCH_SIZE // parts)),
        folder=job.folder,
        on_evaluation=job.on_evaluation,
        on_update=job.on_update,
        resumable=job.resumable,
        until=job.until,
        keep=job.keep,
    )
    trainer = RelationTrainer(
        checkpoint.model,
        trial=job.trial,
        rows=rows,
        loss=_loss(job),
        parts=parts,
        output_dir=_scratch(job),
        callbacks=[course],
    )
    with suppress(Stop):
        trainer.train(resume_from_checkpoint=course.resume())
    return course


def _augmented(job: _Job, checkpoint: Checkpoint, maker: RowMaker) -> Corpus:
    """Return the corpus with the copies that the trial adds to the rows it trains on."""
    trial, corpus = job.trial, job.corpus
    if trial.augment == "none":
        return corpus
    mask_token = checkpoint.tokenizer.mask_token
    copies = make_copies(corpus, trial.augment, mask_token=mask_token, seed=trial.seed)
    return replace(corpus, train=(*corpus.train, *fitting(copies, maker.encoder)))


def _examiner(
    job: _Job, checkpoint: Checkpoint, maker: RowMaker, *, batch_size: int
) -> Examiner | None:
    corpus = job.corpus
    if not corpus.dev:
        return None
    unlabelled = None
    if isinstance(job.prior, str):
        unlabelled = maker.cached_rows(corpus.test, cache_dir=job.cache_dir)
    return Examiner(
        checkpoint.model,
        maker.cached_rows(corpus.dev, cache_dir=job.cache_dir),
        gold_of(corpus.dev),
        metric=job.metric,
        prior=job.prior,
        unlabelled=unlabelled,
        batch_size=batch_size,
    )


def _loss(job: _Job) -> nn.Module:
    # Counted over the training rows alone: dev's would leak into class weights and margins.
    counts = Counter(gold_of(job.corpus.train))
    return build_loss(
        job.trial.loss,
        label_counts=[counts[label] for label in job.corpus.labels],
        options=job.trial.model_dump(),
    )


def _finish(job: _Job, course: Course) -> Run:
    best = best_of(course.evaluations)
    probabilities = predict_parts(job.folder / "checkpoint", job.corpus, ("select", "test"))
    shutil.rmtree(job.folder / "resume", ignore_errors=True)
    return Run(
        best=best,
        evaluations=tuple(course.evaluations),
        probabilities={"dev": best.probabilities, **probabilities} if best else probabilities,
        seconds=course.seconds,
        epochs_run=course.epochs_run,
    )


def gold_of(examples: Sequence[Example]) -> list[str]:
    """Return the labels of examples that all have one."""
    return [str(example.label) for example in examples]


def _scratch(job: _Job) -> Path:
    """Return where Trainer writes before what it wrote is moved to its place."""
    return job.folder / ".trainer"
