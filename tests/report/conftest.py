"""A searched study made by hand: its journal, records of all states, and stored predictions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from optuna.samplers import RandomSampler

from relsearch.report.material import Material
from relsearch.study import EvaluationRecord, Journal, Study
from tests.hand_made import DEV, SELECT, TEST, keep_trial, make_study

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}
CONFUSED = {**RIGHT, "test": ("spouse", "founded", "no_relation", "founded")}
NOTHING = {part: ["no_relation"] * len(labels) for part, labels in RIGHT.items()}
SHEETS = (RIGHT, CONFUSED, NOTHING)


@pytest.fixture
def searched(tmp_path: Path) -> Callable[[int], Study]:
    """Make a study whose trials score 80 with lr 2e-05 and 40 with 1e-05; every third is pruned."""

    def make(trials: int) -> Study:
        study = make_study(tmp_path / "results", answers=[])
        journal = Journal.create(
            study.folder.journal, space=study.config.space, sampler=RandomSampler(seed=1)
        )
        for number in range(trials):
            asked = journal.ask()
            score = (80.0 if asked.values["lr"] == 2e-5 else 40.0) - number / 10
            state = "pruned" if number % 3 == 2 else "complete"
            keep_trial(
                study, number, SHEETS[number % 3], score=score, state=state, values=asked.values
            )
            journal.report(number, evaluation(score))
            journal.tell(number, state, best=score)
        return study

    return make


@pytest.fixture
def material(searched: Callable[[int], Study]) -> Material:
    """The material of a study of six trials."""
    return Material.of(searched(6))


def evaluation(score: float) -> EvaluationRecord:
    return EvaluationRecord(
        number=1, epoch=1, share=1, score=score, micro_f1=score, auprc=score, seconds=1
    )
