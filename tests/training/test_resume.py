import numpy as np
import pytest
import torch

from relsearch.training.run import fine_tune


class Interrupted(BaseException):
    """What a dying process looks like from inside."""


@pytest.fixture(scope="module")
def start(trial, corpus, cache_dir):
    def run(settings, folder, **options):
        changed = trial.model_copy(update={"eval_per_epoch": 2, **settings})
        return fine_tune(
            changed,
            corpus,
            folder=folder,
            cache_dir=cache_dir,
            metric="auprc",
            threads=1,
            resumable=True,
            **options,
        )

    return run


@pytest.fixture(scope="module")
def uninterrupted(start, tmp_path_factory):
    """Return a function that gives the whole run of some settings, made once."""
    runs = {}

    def whole(settings):
        if str(settings) not in runs:
            runs[str(settings)] = start(settings, tmp_path_factory.mktemp("whole"))
        return runs[str(settings)]

    return whole


@pytest.fixture
def tune(start, tmp_path):
    """Return a function that starts a run, or goes on with it, always in one folder."""
    return lambda settings, **options: start(settings, tmp_path / "run", **options)


def die_at(number):
    def die(evaluation):
        if evaluation.number == number:
            raise Interrupted

    return die


@pytest.mark.parametrize("died_at", [1, 2, 4], ids=["mid epoch", "end of epoch", "end of run"])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"ema": 0.9, "optimizer": "adamp", "lr_scheduler": "cosine", "accumulation": 3},
    ],
    ids=["plain", "ema, adamp, cosine, accumulation"],
)
def test_an_interrupted_and_resumed_run_equals_an_uninterrupted_one(
    tune, uninterrupted, settings, died_at
):
    whole = uninterrupted(settings)
    with pytest.raises(Interrupted):
        tune(settings, on_evaluation=die_at(died_at))
    seen = []
    resumed = tune(settings, on_evaluation=seen.append)
    state_of = min(died_at, 3)  # the last of four evaluations leaves none
    assert [one.number for one in seen] == list(range(state_of, 5))  # the state's once more
    assert [one.score for one in resumed.evaluations] == [one.score for one in whole.evaluations]
    assert resumed.epochs_run == whole.epochs_run
    for part, probabilities in whole.probabilities.items():
        assert np.array_equal(resumed.probabilities[part], probabilities)


def test_a_run_can_be_interrupted_again_and_again(tune, uninterrupted):
    whole = uninterrupted({})
    for number in (1, 2, 3):
        with pytest.raises(Interrupted):
            tune({}, on_evaluation=die_at(number + 1))
    resumed = tune({})
    assert np.array_equal(resumed.probabilities["test"], whole.probabilities["test"])


def test_seconds_add_up_over_resumptions(tune):
    with pytest.raises(Interrupted):
        tune({}, on_evaluation=die_at(2))
    resumed = tune({})
    seconds = [one.seconds for one in resumed.evaluations]
    assert seconds == sorted(seconds)
    assert resumed.seconds > seconds[-1]


def test_a_run_killed_while_it_saved_goes_on_from_the_state_before(
    tune, uninterrupted, monkeypatch
):
    whole = uninterrupted({})
    saved, save = [], torch.save

    def fail(state, path):
        saved.append(path)
        if len(saved) == 2:
            raise Interrupted
        return save(state, path)

    monkeypatch.setattr("relsearch.training.course.torch.save", fail)
    with pytest.raises(Interrupted):
        tune({})
    monkeypatch.undo()
    numbers = []
    resumed = tune({}, on_evaluation=lambda one: numbers.append(one.number))
    assert numbers[0] == 1
    assert np.array_equal(resumed.probabilities["test"], whole.probabilities["test"])
