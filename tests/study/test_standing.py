"""Standing: intervals, optimism and baselines, from stored predictions."""

import pytest

from relsearch.errors import StudyError
from relsearch.study import corpus_of, standing
from relsearch.study.rows import judging_part, labelled_parts
from tests.hand_made import DEV, SELECT, TEST, keep_trial, make_study

MANY = {"dev": DEV * 10, "select": SELECT * 10, "test": TEST * 10}
NOTHING = {part: ["no_relation"] * len(labels) for part, labels in MANY.items()}


def study_of(tmp_path, *answers, parts=MANY, start_with=(), search=None):
    options = {"parts": parts, "start_with": [*start_with], "search": search}
    return make_study(tmp_path / "results", answers=answers, **options)


def standing_of(study):
    return standing(study, corpus_of(study))


def test_the_best_trial_has_an_interval_on_each_labelled_part(tmp_path):
    found = standing_of(study_of(tmp_path, {**MANY, "test": ["founded"] * 40}))
    assert list(found.intervals) == ["dev", "select", "test"]
    test = found.intervals["test"]["micro_f1"]
    assert test.low < test.score < test.high


def test_optimism_is_how_far_dev_lies_above_the_other_parts(tmp_path):
    found = standing_of(study_of(tmp_path, {**MANY, "select": NOTHING["select"]}))
    assert found.optimism.points == {"select": 100.0, "test": 0.0}
    said = "optimism of dev in micro_f1, at its own label shares: +100.00 over select, +0.00 over"
    assert any(said in sentence for sentence in found.sentences())


@pytest.mark.parametrize("metric", ["micro_f1", "accuracy", "auprc"])
def test_a_part_that_only_has_other_label_shares_shows_no_optimism(tmp_path, metric):
    said = {"founded": "founded", "no_relation": "spouse", "spouse": "spouse"}
    labels = {**MANY, "select": ["no_relation", *["founded"] * 9, *["spouse"] * 9] * 5}
    answers = {part: [said[label] for label in rows] for part, rows in labels.items()}
    found = standing_of(study_of(tmp_path, answers, parts=labels, search={"metric": metric}))
    scores = {part: by[metric].score for part, by in found.intervals.items()}
    assert scores["select"] > scores["dev"] + 1.5
    assert found.optimism.points["select"] == pytest.approx(0)


def test_under_a_prior_both_parts_have_the_priors_label_shares(tmp_path):
    search = {"metric": "prior_weighted_micro_f1", "prior": {"founded": 0.5, "spouse": 0.5}}
    labels = {**MANY, "select": ["founded"] * 9 + ["spouse"]}
    answers = {part: ["founded"] * len(rows) for part, rows in labels.items()}
    found = standing_of(study_of(tmp_path, answers, parts=labels, search=search))
    assert found.optimism.points["select"] == pytest.approx(0)
    assert "prior_weighted_micro_f1, under the study's prior: +0.00" in str(found.optimism)


def test_without_other_rows_it_is_said_that_dev_flatters(tmp_path):
    parts = {"dev": MANY["dev"], "select": (), "test": [None] * 40}
    study = study_of(tmp_path, {"dev": MANY["dev"], "test": TEST * 10}, parts=parts)
    assert "no labelled rows beside dev" in " ".join(standing_of(study).sentences())


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (NOTHING, MANY, "the search beat its baselines: trial 1 against trial 0 on select, +100"),
        (MANY, MANY, "the search did not beat its baselines beyond noise"),
        (MANY, NOTHING, "the search fell behind its baselines"),
    ],
)
def test_the_search_is_measured_against_what_it_began_with(tmp_path, first, second, verdict):
    found = standing_of(study_of(tmp_path, first, second, start_with=[{"lr": 1e-5}]))
    assert verdict in [*found.sentences()][-1]


def test_without_a_baseline_there_is_nothing_to_beat(tmp_path):
    found = standing_of(study_of(tmp_path, MANY))
    assert found.guard is None
    assert "baselines: none has a score" in [*found.sentences()][-1]


def test_a_study_without_scores_has_no_standing(tmp_path):
    assert standing_of(study_of(tmp_path)) is None


def test_predictions_of_other_rows_are_refused(tmp_path):
    study = study_of(tmp_path, MANY)
    keep_trial(study, 0, {**MANY, "test": TEST}, score=90)
    with pytest.raises(StudyError, match="stored predictions of test are not about"):
        standing_of(study)


def test_trials_are_compared_on_select_else_test_else_dev(tmp_path):
    whole = corpus_of(study_of(tmp_path / "a", MANY))
    no_select = corpus_of(study_of(tmp_path / "b", MANY, parts={**MANY, "select": ()}))
    no_other = corpus_of(
        study_of(tmp_path / "c", MANY, parts={**MANY, "select": (), "test": [None]})
    )
    assert [judging_part(corpus) for corpus in (whole, no_select, no_other)] == [
        "select",
        "test",
        "dev",
    ]
    assert labelled_parts(no_other) == ["dev"]
