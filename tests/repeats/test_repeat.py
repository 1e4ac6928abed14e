"""Repeats: a trial's configuration run once more with the tiny encoder."""

from pathlib import Path

import pytest

from relsearch.config import Finalists, load_space
from relsearch.data import load_corpus
from relsearch.errors import EncoderError
from relsearch.repeats.finalists import finalist_repeats
from relsearch.repeats.repeat import Repeat, run_repeats
from relsearch.study import Predictions, Record, TrialFolder
from tests.hand_made import DEV, make_study, write_rows

RIGHT = {"dev": DEV}


@pytest.fixture(scope="module")
def study_and_corpus(tmp_path_factory, tiny_encoder):
    folder = tmp_path_factory.mktemp("repeats")
    parts = {part: str(write_rows(folder / f"{part}.jsonl", DEV * 4)) for part in ("train", "dev")}
    space = folder / "space.yaml"
    space.write_text(
        f"study: again\ndata: {{reader: jsonl, train: {parts['train']}, dev: {parts['dev']}}}\n"
        f"fixed: {{encoder: {tiny_encoder}, epochs: 2, max_length: 64}}\n"
    )
    study = load_space(space)
    return study, load_corpus(study.data)


@pytest.fixture(scope="module")
def repeat(study_and_corpus, tmp_path_factory):
    """A trial repeated for the first half of its schedule."""
    study, _ = study_and_corpus
    trial = Record(number=7, state="complete", config=study.trial({}), values={})
    return Repeat(trial, 5, TrialFolder(tmp_path_factory.mktemp("place")), until=0.5)


@pytest.fixture(scope="module")
def heard(study_and_corpus, repeat):
    study, corpus = study_and_corpus
    heard = []
    run_repeats(
        [repeat], study=study, corpus=corpus, map_=map, heard=lambda *end: heard.append(end)
    )
    return heard


def test_a_repeat_leaves_a_record_under_its_own_seed(heard, repeat):
    ((_, record),) = heard
    assert record == Record.load(repeat.place.record)
    assert (record.number, record.config.seed, record.values) == (7, 5, {"seed": 5})
    assert "dev" in Predictions.load(repeat.place.predictions).parts


def test_a_repeat_ends_at_its_share_of_the_schedule(heard):
    ((_, record),) = heard
    assert [one.share for one in record.evaluations] == [0.5]


def test_weights_that_nobody_asked_for_are_not_kept(heard, repeat):
    assert sorted(path.name for path in Path(repeat.place.path).iterdir()) == [
        "predictions.npz",
        "record.json",
    ]


def test_a_finished_repeat_is_not_run_again(heard, study_and_corpus, repeat):
    study, corpus = study_and_corpus
    run_repeats([repeat], study=study, corpus=corpus, map_=map, heard=pytest.fail)


def test_a_failed_repeat_is_tried_again_with_the_encoder_where_it_now_lies(
    study_and_corpus, tmp_path, monkeypatch
):
    study, corpus = study_and_corpus
    trial = Record(number=7, state="complete", config=study.trial({}), values={})
    repeat = Repeat(trial, 5, TrialFolder(tmp_path))

    def fit(trial, corpus, **options):
        raise EncoderError(f"no weights in {trial.encoder}")

    monkeypatch.setattr("relsearch.training.folds.fit", fit)
    heard = []
    for _ in range(2):
        run_repeats(
            [repeat],
            study=study,
            corpus=corpus,
            map_=map,
            heard=lambda _, record: heard.append(record),
            locate=lambda encoder: "/parcels/ab12",
        )
    assert [record.error for record in heard] == ["no weights in /parcels/ab12"] * 2
    assert {record.config.encoder for record in heard} == {trial.config.encoder}


def test_the_best_trials_are_repeated_under_the_seeds_after_their_own(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT, RIGHT, RIGHT])
    repeats = finalist_repeats(study, Finalists(top=2, seeds=2))
    assert [(repeat.trial.number, repeat.seed) for repeat in repeats] == [
        (0, 43),
        (0, 44),
        (1, 43),
        (1, 44),
    ]
    assert repeats[0].place.path == study.folder.path / "finalists" / "0-43"


def test_no_trial_is_repeated_unless_it_is_asked_for(tmp_path):
    assert finalist_repeats(make_study(tmp_path / "results", answers=[RIGHT]), None) == []
