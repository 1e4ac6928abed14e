"""refit: a study made by hand whose trials are trained again with the tiny encoder."""

import csv
from types import SimpleNamespace

import pytest

from relsearch.commands.ensemble import ensemble
from relsearch.commands.finalists import repeat_finalists
from relsearch.commands.refit import refit
from relsearch.commands.restore import restore_members
from relsearch.errors import EncoderError, StudyError
from relsearch.repeats.refit import refit_repeats, whole_corpus
from relsearch.study import Predictions, Record, corpus_of
from relsearch.training.predict import Predictor
from tests.hand_made import DEV, SELECT, TEST, TRAIN, make_study, write_rows

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}


def study_in(folder, tiny_encoder, **options):
    fixed = {"encoder": str(tiny_encoder), "epochs": 1, "max_length": 64}
    return make_study(folder / "results", answers=[RIGHT, RIGHT], fixed=fixed, **options)


@pytest.fixture(scope="module")
def study(tmp_path_factory, tiny_encoder):
    return study_in(tmp_path_factory.mktemp("refit"), tiny_encoder)


@pytest.fixture(scope="module")
def refitted(study):
    said = []
    outcome = refit(study.folder.path, top=1, seeds=2, map_=map, say=said.append)
    return outcome, said


def no_map(function, items):
    assert not list(items), "a finished run was run again"
    return iter(())


def test_every_labelled_row_but_tests_is_trained_on(refitted):
    _, said = refitted
    rows = len(TRAIN) + len(DEV) + len(SELECT)
    assert said[0] == f"refit: 2 of 2 runs to train, each on {rows} rows"
    assert said[1] == "trial 0: 1 of its 1 epochs"


def test_the_runs_of_all_seeds_vote_on_test(refitted, study):
    outcome, _ = refitted
    assert [(one["trial"], one["seed"]) for one in outcome.metrics["members"]] == [(0, 42), (0, 43)]
    assert list(outcome.metrics["parts"]) == ["test"]
    assert outcome.folder == study.folder.ensembles / "refit1x2-hard"
    with outcome.submission.open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [f"test-{n}" for n in range(4)]


def test_each_run_keeps_its_weights(refitted, study):
    for seed in (42, 43):
        place = study.folder.refitted(0, seed)
        assert list(Predictions.load(place.predictions).parts) == ["test"]
        assert Predictor(place.checkpoint).trial.seed == seed


def test_finished_runs_are_kept_when_the_command_is_given_again(refitted, study):
    said = []
    refit(study.folder.path, top=1, seeds=2, vote="soft", map_=no_map, say=said.append)
    assert said[0].startswith("refit: 0 of 2 runs to train")


def test_a_file_is_voted_on_by_the_refitted(refitted, study, tmp_path):
    unseen = write_rows(tmp_path / "unseen.jsonl", ["spouse", None])
    outcome = refit(study.folder.path, top=1, seeds=2, data=unseen, map_=map)
    assert outcome.folder.name == "refit1x2-hard-unseen"
    assert outcome.verdicts[0].stack.ids == ("unseen-0", "unseen-1")


def test_the_runs_vote_masked_and_scaled_as_an_ensemble_does(refitted, study):
    options = {"scale": True, "mask_types": True, "map_": no_map}
    outcome = refit(study.folder.path, top=1, seeds=2, **options)
    assert outcome.folder.name == "refit1x2-hard-scaled-masked"
    assert outcome.metrics["treatment"] == ["scaled", "masked"]
    temperatures = {member["temperature"] for member in outcome.metrics["members"]}
    (own,) = ensemble(study.folder.path, top=1, scale=True).metrics["members"]
    assert temperatures == {own["temperature"]}  # of the trial: the runs trained on those rows
    assert outcome.panel.mask.labels_of == {("PER", "ORG"): frozenset({*TRAIN, *DEV, *SELECT})}


def test_without_rows_to_vote_on_the_way_to_give_some_is_said(tmp_path, tiny_encoder):
    study = study_in(tmp_path, tiny_encoder, parts={"test": ()})
    said = []
    assert refit(study.folder.path, top=1, seeds=1, map_=map, say=said.append) is None
    assert "--data FILE" in said[-1]


def test_a_study_without_trials_cannot_be_refit(tmp_path):
    make_study(tmp_path / "results", answers=[])
    with pytest.raises(StudyError, match="none can be refit"):
        refit("hand", results=tmp_path / "results", map_=map)


def test_a_refit_ends_where_the_best_evaluation_was(study):
    first = study.ranked()[0]
    half = first.evaluations[0].model_copy(update={"share": 0.5})
    late = first.evaluations[0].model_copy(update={"number": 2, "score": 1.0})
    trial = first.model_copy(update={"evaluations": (half, late)})
    assert [repeat.until for repeat in refit_repeats(study, [trial], seeds=1)] == [0.5]


def test_rows_of_a_select_that_is_dev_count_once(tmp_path):
    study = make_study(tmp_path / "results", answers=[], parts={"select": ()})
    corpus = corpus_of(study)
    assert corpus.select == corpus.dev
    assert len(whole_corpus(corpus).train) == len(TRAIN) + len(DEV)


@pytest.fixture
def no_training(monkeypatch):
    def fit(trial, corpus, **options):
        raise EncoderError("not today")

    monkeypatch.setattr("relsearch.training.folds.fit", fit)


@pytest.fixture
def located(monkeypatch, no_training):
    """The encoders that were asked for on the machines of a cluster at an address."""
    asked = []

    def locator(config, *, address):
        return lambda encoder: asked.append((address, encoder)) or encoder

    for command in ("refit", "restore"):
        monkeypatch.setattr(f"relsearch.commands.{command}.locator", locator)
    return asked


def test_a_refit_takes_its_encoder_along(located, tmp_path, tiny_encoder):
    study = study_in(tmp_path, tiny_encoder)
    with pytest.raises(StudyError, match="every refit failed, the first so: not today"):
        refit(study.folder.path, top=1, seeds=1, map_=map, address="auto")
    assert located == [("auto", str(tiny_encoder))]


def test_so_do_runs_that_make_dropped_weights_again(located, tmp_path, tiny_encoder):
    study = study_in(tmp_path, tiny_encoder)
    restore_members(study.folder.path, top=1, map_=map, address="auto")
    assert located == [("auto", str(tiny_encoder))]


def test_so_do_finalists(tmp_path, tiny_encoder, monkeypatch, no_training):
    study = study_in(tmp_path, tiny_encoder, search={"finalists": {"top": 1, "seeds": 1}})
    asked = []
    monkeypatch.setattr("relsearch.search.ray_map.ray_map", lambda *_, **__: map)
    monkeypatch.setattr(
        "relsearch.search.encoders.unpacked",
        lambda encoder, parcels: asked.append((encoder, parcels)) or encoder,
    )
    search = SimpleNamespace(
        study=study, corpus=corpus_of(study), placement=None, encoders={"some": "parcel"}
    )
    repeat_finalists(search, say=lambda _: None)
    assert asked == [(str(tiny_encoder), {"some": "parcel"})]


def test_weights_made_again_before_an_interruption_are_put_back(
    tmp_path, tiny_encoder, no_training
):
    study = study_in(tmp_path, tiny_encoder)
    place = study.folder.restored(0)
    place.checkpoint.mkdir(parents=True)
    study.record(0).save(place.record)  # and then the command was killed
    assert restore_members(study.folder.path, top=1, map_=map) == [0]
    assert study.folder.trial(0).checkpoint.is_dir()
    assert not place.path.exists()


def test_dropped_weights_are_made_again_and_nothing_else_changes(study):
    place = study.folder.trial(1)
    before, said = place.record.read_text(), []
    study.folder.trial(0).checkpoint.mkdir()
    assert restore_members(study.folder.path, top=2, map_=map, say=said.append) == [1]
    assert said[0] == "1 of the best 2 trials have no checkpoint"
    assert "trial 1 with seed 42" in said[1] and "the search saw 89.00" in said[1]
    assert Predictor(place.checkpoint).trial == Record.load(place.record).config
    assert place.record.read_text() == before
    assert not study.folder.restored(1).path.exists()
