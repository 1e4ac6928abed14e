import numpy as np
import pytest
import torch

from relsearch.training.evaluation import Examiner
from relsearch.training.faults import OutOfMemory, is_out_of_memory
from relsearch.training.run import _micro_batches, fine_tune
from relsearch.training.trainer import RelationTrainer


@pytest.fixture
def tune(trial, corpus, cache_dir, tmp_path):
    plain = {"attention_dropout": 0.0, "hidden_dropout": 0.0, "head_dropout": 0.0}

    def run(name="run", **options):
        changed = trial.model_copy(update=plain)
        return fine_tune(changed, corpus, folder=tmp_path / name, cache_dir=cache_dir, **options)

    return run


@pytest.fixture
def memory(monkeypatch):
    """Return a function that lets a device hold so many rows, from a certain call on."""
    compute = RelationTrainer.compute_loss
    sizes = []

    def limit(rows, after=0):
        def compute_loss(self, model, inputs, **options):
            sizes.append(len(inputs["labels"]))
            if sizes[-1] > rows and len(sizes) > after:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
            return compute(self, model, inputs, **options)

        monkeypatch.setattr(RelationTrainer, "compute_loss", compute_loss)
        return sizes

    return limit


def test_a_batch_too_large_is_computed_in_parts_with_the_same_updates(tune, memory):
    whole = tune("whole")
    sizes = memory(rows=2)
    parts = tune("parts")
    assert sizes[:3] == [8, 4, 2]
    assert set(sizes[2:]) == {2}
    assert [one.epoch for one in parts.evaluations] == [one.epoch for one in whole.evaluations]
    assert np.abs(parts.probabilities["test"] - whole.probabilities["test"]).max() < 0.05


def test_a_run_out_of_memory_goes_on_from_its_last_evaluation(tune, memory):
    sizes, numbers = memory(rows=4, after=7), []
    run = tune(resumable=True, on_evaluation=lambda one: numbers.append(one.number))
    assert sizes == [8] * 8 + [4] * 10  # the second epoch's five updates, two parts each
    assert numbers == [1, 1, 2]
    assert run.epochs_run == 2


def test_a_single_row_too_large_is_told(tune, memory, tmp_path):
    memory(rows=0)
    with pytest.raises(OutOfMemory, match=r"max_length=64.*lower max_length"):
        tune()
    assert not (tmp_path / "run" / ".trainer").exists()


def test_memory_that_does_not_suffice_for_an_evaluation_makes_the_updates_smaller(
    tune, memory, monkeypatch
):
    sizes, asked = memory(rows=8), []

    def ask(self):
        asked.append(self)
        if len(asked) == 1:
            raise OutOfMemory("one row of 64 tokens at a time is too much")
        return answer(self)

    answer = Examiner.ask
    monkeypatch.setattr(Examiner, "ask", ask)
    tune()
    assert set(sizes[:5]) == {8} and set(sizes[5:]) == {4}


def test_parts_double_down_to_single_rows(trial):
    odd = trial.model_copy(update={"batch_size": 6, "accumulation": 2})
    assert list(_micro_batches(odd)) == [2, 4, 8, 12]
    assert list(_micro_batches(trial.model_copy(update={"batch_size": 1}))) == [1]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"),
        RuntimeError("CUDA error: out of memory"),
        OutOfMemory("one row at a time is too much"),
    ],
    ids=str,
)
def test_exhausted_memory_is_recognised(error):
    assert is_out_of_memory(error)


def test_other_errors_are_not_taken_for_it():
    assert not is_out_of_memory(RuntimeError("shapes do not match"))
    assert not is_out_of_memory(ValueError("out of memory"))
