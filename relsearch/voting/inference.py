"""Inference: what members say of rows that the study has never seen, from their checkpoints."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from relsearch.data.example import Example
from relsearch.errors import CheckpointError
from relsearch.study.map import Map
from relsearch.study.record import Record
from relsearch.study.study import Study
from relsearch.voting.members import Member


def with_checkpoints(study: Study, records: Sequence[Record]) -> tuple[list[Record], list[str]]:
    """Return the records whose weights were kept, and a note for each that was left out.

    Raises CheckpointError when none is left to vote.
    """
    kept = [record for record in records if _checkpoint(study, record).is_dir()]
    notes = [_left_out(study, record) for record in records if record not in kept]
    if not kept:
        raise CheckpointError("\n".join(["no member has a checkpoint to predict with", *notes]))
    return kept, notes


def infer(
    study: Study, records: Sequence[Record], examples: Sequence[Example], *, map_: Map = map
) -> list[Member]:
    """Return the members with their probabilities for ``examples``; each model is loaded once."""
    checkpoints = [_checkpoint(study, record) for record in records]
    ids = tuple(example.id for example in examples)
    answers = map_(partial(_predict, examples=tuple(examples)), checkpoints)
    return [
        Member(record, labels, ids, probabilities)
        for record, (labels, probabilities) in zip(records, answers, strict=True)
    ]


def _predict(checkpoint: Path, examples: Sequence[Example]) -> tuple[tuple[str, ...], Any]:
    """Load one model, predict, and let go of it."""
    from relsearch.training.predict import Predictor

    predictor = Predictor(checkpoint)
    return tuple(predictor.labels), predictor.probabilities(examples)


def _checkpoint(study: Study, record: Record) -> Path:
    return study.folder.trial(record.number).checkpoint


def _left_out(study: Study, record: Record) -> str:
    """Say which trial cannot vote and how to have its weights again."""
    settings = " ".join(f"--set fixed.{key}={value}" for key, value in record.values.items())
    return (
        f"trial {record.number} is left out: its checkpoint was not kept"
        f" (search.keep is {study.config.search.keep}). To have it again:"
        f" relsearch train SPACE {settings}, then copy the checkpoint to"
        f" {_checkpoint(study, record)}"
    )
