"""Inference: what members say of rows that the study has never seen, from their checkpoints."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from relsearch.data.example import Corpus, Example
from relsearch.errors import CheckpointError
from relsearch.files import nearby
from relsearch.study.finalists import best_trials
from relsearch.study.map import Map
from relsearch.study.record import Record
from relsearch.study.study import Study
from relsearch.voting.members import Member
from relsearch.voting.panel import Panel, Seat


def with_checkpoints(study: Study, corpus: Corpus, panel: Panel) -> tuple[Panel, list[str]]:
    """Return the panel of those whose weights were kept, and a note for each that was left out.

    Raises CheckpointError when none is left to vote.
    """
    kept = tuple(seat for seat in panel.seats if _weights(seat).is_dir())
    lost = dict.fromkeys(seat.record.number for seat in panel.seats if seat not in kept)
    best = best_trials(study, corpus).records if lost else ()
    notes = [_left_out(study, best, number) for number in lost]
    if not kept:
        raise CheckpointError("\n".join(["no member has a checkpoint to predict with", *notes]))
    return replace(panel, seats=kept), notes


def infer(panel: Panel, examples: Sequence[Example], *, map_: Map = map) -> list[Member]:
    """Return the members with their probabilities for ``examples``; each model is loaded once."""
    checkpoints = [_weights(seat) for seat in panel.seats]
    ids = tuple(example.id for example in examples)
    answers = map_(partial(_predict, examples=tuple(examples)), checkpoints)
    return [
        Member(seat.record, labels, ids, probabilities)
        for seat, (labels, probabilities) in zip(panel.seats, answers, strict=True)
    ]


def _predict(checkpoint: Path, examples: Sequence[Example]) -> tuple[tuple[str, ...], Any]:
    """Load one model, predict, and let go of it."""
    from relsearch.training.predict import Predictor

    predictor = Predictor(checkpoint)
    return tuple(predictor.labels), predictor.probabilities(examples)


def _weights(seat: Seat) -> Path:
    """Return where the seat's weights are, if they were kept."""
    checkpoint = seat.place.mirror.fetch(seat.place.checkpoint)
    if seat.fold is None or not checkpoint.is_dir():
        return checkpoint
    from relsearch.training.checkpoint import models_in

    return models_in(checkpoint)[seat.fold]


def _left_out(study: Study, best: Sequence[Record], number: int) -> str:
    """Say which trial cannot vote and how to have its weights again."""
    rank = [record.number for record in best].index(number) + 1
    return (
        f"trial {number} is left out: its checkpoint was not kept"
        f" (search.keep is {study.config.search.keep}). To have it again:"
        f" relsearch refit {nearby(study.folder.location)} --members --top {rank}"
    )
