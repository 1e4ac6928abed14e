"""A small space, and a journal over it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from optuna.samplers import RandomSampler

from relsearch.config import Choice, Range, Space
from relsearch.study import EvaluationRecord, Journal

OWN_PROMPT = {"template": "{subject}, {object}?"}
SPACE: Space = {
    "lr": Range(low=1e-5, high=1e-4, log=True),
    "epochs": Range(low=1, high=5),
    "head": Choice(choices=("base", "bilstm")),
    "head_norm": Choice(choices=("none", "layer"), when={"head": ("bilstm",)}),
    "prompt": Choice(choices=("quiz", OWN_PROMPT)),
}


class Journals:
    """Makes and reopens one journal, as one driver after another would."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, queue: list[Mapping[str, Any]] | None = None, space: Space = SPACE) -> Journal:
        return Journal.create(
            self.path, space=space, sampler=RandomSampler(seed=1), queue=queue or []
        )

    def reopen(self, space: Space = SPACE) -> Journal:
        return Journal.load(self.path, space=space, sampler=RandomSampler(seed=2))


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    return Journals(tmp_path / "hand" / "study.journal")


@pytest.fixture
def evaluation() -> Callable[..., EvaluationRecord]:
    """Make an evaluation; by default one an epoch, of three."""

    def make(number: int, score: float, *, epoch: float | None = None) -> EvaluationRecord:
        epoch = float(number) if epoch is None else epoch
        return EvaluationRecord(
            number=number,
            epoch=epoch,
            share=epoch / 3,
            score=score,
            micro_f1=score,
            auprc=score / 2,
            seconds=10,
        )

    return make
