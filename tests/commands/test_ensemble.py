"""ensemble: from a study made by hand to submission.csv and metrics.json."""

import csv
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from relsearch.commands.ensemble import ensemble
from relsearch.errors import CheckpointError, ConfigError, StudyError
from relsearch.study import Predictions
from relsearch.voting.choice import SELECTIONS
from relsearch.voting.vote import VOTES
from tests.hand_made import (
    DEV,
    LABELS,
    SELECT,
    TEST,
    TRAIN,
    keep_repeat,
    keep_trial,
    make_study,
    probabilities_of,
    write_rows,
    write_tsv,
)

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}
NOTHING = {part: ["no_relation"] * len(labels) for part, labels in RIGHT.items()}
FOUNDED = {part: ["founded"] * len(labels) for part, labels in RIGHT.items()}


def submission(outcome):
    with outcome.submission.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_vote_on_test_rows_is_submitted_in_their_order(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT, RIGHT, NOTHING])
    outcome = ensemble("hand", top=3, results=tmp_path / "results")
    rows = submission(outcome)
    assert [row["id"] for row in rows] == ["test-0", "test-1", "test-2", "test-3"]
    assert [row["pred_label"] for row in rows] == list(TEST)
    assert outcome.folder == (tmp_path / "results/hand/ensembles/top3-hard").resolve()


def test_metrics_hold_members_scores_the_votes_score_ties_and_agreement(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT, NOTHING, FOUNDED])
    outcome = ensemble("hand", top=3, results=tmp_path / "results")
    metrics = json.loads((outcome.folder / "metrics.json").read_text(encoding="utf-8"))
    assert [member["trial"] for member in metrics["members"]] == [0, 1, 2]
    assert [member["score"] for member in metrics["members"]] == [90.0, 89.0, 88.0]
    assert metrics["members"][0]["scores"]["test"]["micro_f1"] == 100
    assert metrics["members"][1]["scores"]["test"]["micro_f1"] == 0
    test = metrics["parts"]["test"]
    # right; right by two of three (founded, twice); a three-way tie, to the best-ranked
    assert test["scores"]["micro_f1"] == 100
    assert test["ties"] == 1
    assert test["agreement"]["same"]["pairs"][0] == [1.0, 0.25, 0.5]
    assert set(metrics["parts"]) == {"select", "test"}


def test_every_score_has_an_interval_and_the_vote_is_set_against_its_best_member(tmp_path):
    make_study(tmp_path / "results", answers=[NOTHING, RIGHT, RIGHT])
    metrics = ensemble("hand", top=3, results=tmp_path / "results").metrics
    interval = metrics["parts"]["test"]["intervals"]["micro_f1"]
    assert interval["score"] == interval["high"] == 100
    assert metrics["members"][0]["intervals"]["select"]["auprc"]["low"] >= 0
    assert metrics["parts"]["test"]["gain"]["points"] == 100  # over the member ranked first


def test_no_torch_is_loaded_for_the_studys_own_rows(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT, NOTHING])
    program = (
        "import sys; from pathlib import Path; from relsearch.commands.ensemble import ensemble;"
        f"ensemble('hand', results=Path({str(tmp_path / 'results')!r}));"
        "print({'torch', 'transformers', 'ray'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


def test_fewer_finished_trials_than_asked_for_is_said(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT, NOTHING])
    outcome = ensemble("hand", top=5, results=tmp_path / "results")
    assert "5 members were asked for, but only 2 trials have finished" in outcome.notes
    assert len(outcome.metrics["members"]) == 2


def test_a_study_without_a_finished_trial_cannot_vote(tmp_path):
    make_study(tmp_path / "results", answers=[])
    with pytest.raises(StudyError, match="study hand has no finished trial"):
        ensemble("hand", results=tmp_path / "results")


def test_without_test_rows_dev_is_submitted_and_that_is_said(tmp_path):
    sheet = {part: RIGHT[part] for part in ("dev", "select")}
    make_study(tmp_path / "results", answers=[sheet], parts={"test": ()})
    outcome = ensemble("hand", results=tmp_path / "results")
    assert [row["id"] for row in submission(outcome)] == ["dev-0", "dev-1", "dev-2"]
    assert "no test rows: the submission is about dev" in outcome.notes


def test_where_select_is_dev_it_is_said_that_scores_flatter(tmp_path):
    sheet = {part: RIGHT[part] for part in ("dev", "test")}
    make_study(tmp_path / "results", answers=[sheet], parts={"select": ()})
    outcome = ensemble("hand", results=tmp_path / "results")
    assert any("chosen on dev, so its scores flatter them" in note for note in outcome.notes)
    assert set(outcome.metrics["parts"]) == {"dev", "test"}


def test_unlabelled_test_rows_are_submitted_without_scores(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT], parts={"test": [None] * 4})
    outcome = ensemble("hand", results=tmp_path / "results")
    assert outcome.metrics["parts"]["test"]["scores"] is None
    assert outcome.metrics["parts"]["select"]["scores"]["micro_f1"] == 100
    assert [row["pred_label"] for row in submission(outcome)] == list(TEST)


def test_a_member_that_saw_other_rows_is_refused(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT])
    keep_trial(study, 1, {**RIGHT, "test": TEST[:3]}, score=80)
    with pytest.raises(StudyError, match=r"trial 1 cannot vote.*3 rows where 4 are wanted"):
        ensemble("hand", results=tmp_path / "results")


def test_data_changed_under_the_same_ids_is_refused(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT])
    write_rows(tmp_path / "data" / "test.jsonl", ["spouse"] * len(TEST))
    with pytest.raises(StudyError, match="the data of study hand changed since"):
        ensemble("hand", results=tmp_path / "results")


def test_output_gets_the_same_submission(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT])
    copy = tmp_path / "mine.csv"
    outcome = ensemble("hand", results=tmp_path / "results", output=copy)
    assert copy.read_bytes() == outcome.submission.read_bytes()


def test_the_form_of_a_submission_is_that_of_its_rows_not_of_the_metric(tmp_path):
    results = tmp_path / "results"
    study = make_study(results, answers=[RIGHT], search={"metric": "accuracy"})
    assert list(submission(ensemble("hand", results=results))[0]) == ["id", "pred_label", "probs"]
    study.folder.trial(0).checkpoint.mkdir()
    file = write_tsv(tmp_path / "blind.tsv", ["blind"] * 2)
    options = {"data": file, "reader": "klue-2021-tsv", "map_": fake_map, "results": results}
    assert submission(ensemble("hand", **options)) == [{"pred_label": "spouse"}] * 2


def test_greedy_takes_a_weaker_trial_that_is_right_where_the_best_is_wrong(tmp_path):
    best = {**RIGHT, "select": ["founded"] * 4}
    make_study(tmp_path / "results", answers=[best, NOTHING, RIGHT])
    outcome = ensemble("hand", top=2, select="greedy", results=tmp_path / "results")
    assert [member["trial"] for member in outcome.metrics["members"]] == [2]
    assert outcome.folder.name == "greedy2-hard"


def test_greedy_is_judged_under_the_prior_that_the_study_was_given(tmp_path):
    bold = {**RIGHT, "select": ["spouse", "founded", "spouse", "spouse"]}  # no_relation missed
    shy = {**RIGHT, "select": ["no_relation", "founded", "no_relation", "spouse"]}
    prior = {"no_relation": 0.9, "founded": 0.05, "spouse": 0.05}
    search = {"metric": "prior_weighted_micro_f1", "prior": prior}
    make_study(tmp_path / "results", answers=[bold, shy], search=search)
    outcome = ensemble("hand", top=1, select="greedy", results=tmp_path / "results")
    assert [member["trial"] for member in outcome.metrics["members"]] == [1]


def test_greedy_under_an_estimated_prior_says_what_it_was_judged_by(tmp_path):
    search = {"metric": "prior_weighted_micro_f1", "prior": "em"}
    make_study(tmp_path / "results", answers=[RIGHT], search=search)
    for select in SELECTIONS:
        notes = ensemble("hand", select=select, results=tmp_path / "results").notes
        said = any("greedy was judged by micro_f1" in note for note in notes)
        assert said == (select == "greedy")


def chosen(results, **options):
    metrics = ensemble("hand", results=results, **options).metrics
    return [member["trial"] for member in metrics["members"]], metrics["chosen_on"]


def test_members_are_the_best_finalists_then_the_best_of_dev_and_that_is_told(tmp_path):
    results = tmp_path / "results"
    study = make_study(results, answers=[RIGHT] * 4)
    assert chosen(results, top=2) == ([0, 1], "dev")
    for number, answers in ((0, NOTHING), (2, RIGHT)):
        keep_repeat(study, number, 43, answers)
    assert chosen(results, top=2) == ([2, 0], "select")
    assert chosen(results, top=3) == ([2, 0, 1], "select then dev")
    assert chosen(results, top=2, select="greedy") == ([2], "select")


def test_where_select_is_dev_finalists_and_greedy_are_chosen_on_dev(tmp_path):
    results = tmp_path / "results"
    answers = [{part: RIGHT[part] for part in ("dev", "test")}] * 2
    keep_repeat(make_study(results, answers=answers, parts={"select": ()}), 1, 43, answers[0])
    assert chosen(results, top=1) == ([1], "dev")
    assert chosen(results, top=1, select="greedy") == ([1], "dev")


def test_scores_of_the_rows_that_chose_members_are_said_to_flatter(tmp_path):
    results, said = tmp_path / "results", "members were chosen on select, so its scores flatter"
    make_study(results, answers=[RIGHT])
    for select, flatters in (("greedy", True), ("top", False)):
        notes = ensemble("hand", select=select, results=results).notes
        assert any(said in note for note in notes) == flatters


def test_weighted_vote_follows_the_member_that_was_right_on_select_rows(tmp_path):
    wrong = {**NOTHING, "test": ["founded"] * 4}
    make_study(tmp_path / "results", answers=[wrong, {**wrong}, RIGHT])
    hard = ensemble("hand", top=3, results=tmp_path / "results")
    weighted = ensemble("hand", top=3, vote="weighted", results=tmp_path / "results")
    assert [row["pred_label"] for row in submission(hard)] == ["founded"] * 4
    assert [row["pred_label"] for row in submission(weighted)] == list(TEST)


@pytest.mark.parametrize("vote", VOTES)
@pytest.mark.parametrize("select", SELECTIONS)
def test_every_vote_and_selection_submits_every_row(tmp_path, vote, select):
    make_study(tmp_path / "results", answers=[RIGHT, NOTHING, FOUNDED])
    outcome = ensemble("hand", vote=vote, select=select, results=tmp_path / "results")
    assert len(submission(outcome)) == len(TEST)


def test_other_ways_to_vote_are_judged_on_the_same_rows(tmp_path):
    make_study(tmp_path / "results", answers=[NOTHING, NOTHING, RIGHT])
    metrics = ensemble("hand", top=3, vote="hard", results=tmp_path / "results").metrics
    others = metrics["parts"]["test"]["other_ways"]
    assert list(others) == ["soft", "weighted"]
    assert others["weighted"]["scores"]["micro_f1"] == 100
    assert others["weighted"]["gain"]["points"] == -100
    assert others["weighted"]["intervals"]["accuracy"]["low"] == 100
    assert set(others["soft"]["intervals"]) == {"micro_f1", "auprc", "accuracy"}


def test_masked_types_rule_out_what_training_rows_never_had(tmp_path):
    parts = {"train": ("founded", "no_relation") * 3}  # between PER and ORG, as all rows are
    sheet = {**RIGHT, "test": ["spouse"] * 4}
    make_study(tmp_path / "results", answers=[sheet], parts=parts)
    masked = ensemble("hand", mask_types=True, results=tmp_path / "results")
    assert {row["pred_label"] for row in submission(masked)} <= {"founded", "no_relation"}
    assert masked.folder.name == "top5-hard-masked"
    assert "hard" in masked.metrics["parts"]["test"]["other_ways"]  # without the mask
    assert masked.metrics["treatment"] == ["masked"]


def test_scaled_members_keep_their_labels_and_tell_their_temperature(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT, NOTHING])
    plain = ensemble("hand", top=1, results=tmp_path / "results")
    scaled = ensemble("hand", top=1, scale=True, results=tmp_path / "results")
    assert scaled.metrics["members"][0]["temperature"] < 1  # always right, never sure
    assert plain.metrics["members"][0]["temperature"] == 1
    assert [row["pred_label"] for row in submission(scaled)] == list(TEST)
    assert scaled.folder.name == "top1-hard-scaled"


def test_scaling_quiets_a_member_that_is_surer_than_right_and_auprc_rises(tmp_path):
    rows = {"dev": DEV, "select": SELECT * 10, "test": TEST * 10}
    following = dict(zip(LABELS, (*LABELS[1:], LABELS[0]), strict=True))

    def wrong_in_five(times):
        return {
            part: [following[said] if row % 5 in times else said for row, said in enumerate(labels)]
            for part, labels in rows.items()
        }

    study = make_study(tmp_path / "results", answers=[], parts=rows)
    keep_trial(study, 0, wrong_in_five({4}), score=90, sure=0.8)
    keep_trial(study, 1, wrong_in_five({0, 1}), score=80, sure=0.999)
    plain, scaled = (
        ensemble("hand", top=2, vote="soft", scale=scale, results=tmp_path / "results").metrics
        for scale in (False, True)
    )
    honest, loud = (member["temperature"] for member in scaled["members"])
    assert honest == pytest.approx(1, abs=0.01) and loud > 3
    auprc = [one["parts"]["test"]["scores"]["auprc"] for one in (plain, scaled)]
    assert auprc[1] > auprc[0] + 5
    for before, after in zip(plain["members"], scaled["members"], strict=True):
        assert before["scores"]["test"]["accuracy"] == after["scores"]["test"]["accuracy"]


def test_an_unknown_vote_is_named_with_its_neighbour(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT])
    with pytest.raises(ConfigError, match="unknown vote 'sofd'; did you mean 'soft'"):
        ensemble("hand", vote="sofd", results=tmp_path / "results")


def fake_map(function, checkpoints):
    """Stand in for inference: each checkpoint answers with its trial's number as label."""
    for checkpoint in checkpoints:
        number = int(checkpoint.parent.name)
        labels = LABELS[::-1] if number else LABELS  # the members' own label orders
        rows = len(function.keywords["examples"])
        yield labels, np.tile(np.eye(3)[labels.index("spouse")], (rows, 1))


def test_a_file_is_voted_on_from_the_checkpoints(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT, NOTHING])
    for number in (0, 1):
        study.folder.trial(number).checkpoint.mkdir()
    unseen = write_rows(tmp_path / "unseen.jsonl", ["spouse", "spouse", "founded"])
    outcome = ensemble("hand", results=tmp_path / "results", data=unseen, map_=fake_map)
    assert [row["id"] for row in submission(outcome)] == ["unseen-0", "unseen-1", "unseen-2"]
    assert [row["pred_label"] for row in submission(outcome)] == ["spouse"] * 3
    assert outcome.metrics["parts"]["unseen.jsonl"]["scores"]["accuracy"] == pytest.approx(200 / 3)
    assert outcome.folder.name == "top5-hard-unseen"


def test_a_member_without_checkpoint_is_left_out_and_named_with_its_cure(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT, NOTHING])
    study.folder.trial(1).checkpoint.mkdir()
    unseen = write_rows(tmp_path / "unseen.jsonl", [None])
    outcome = ensemble("hand", results=tmp_path / "results", data=unseen, map_=fake_map)
    assert [member["trial"] for member in outcome.metrics["members"]] == [1]
    (note,) = [note for note in outcome.notes if "left out" in note]
    assert "trial 0 is left out" in note
    assert re.search(r"relsearch refit \S*hand --members --top 1", note)


def test_the_cure_counts_finalists_first_as_the_choice_does(tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT] * 3)
    keep_repeat(study, 2, 43, RIGHT)
    study.folder.trial(0).checkpoint.mkdir()
    unseen = write_rows(tmp_path / "unseen.jsonl", [None])
    outcome = ensemble("hand", top=2, results=tmp_path / "results", data=unseen, map_=fake_map)
    assert any(
        re.search(r"relsearch refit \S*hand --members --top 1", note) for note in outcome.notes
    )


def test_a_file_without_any_checkpoint_to_answer_is_an_error(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT])
    unseen = write_rows(tmp_path / "unseen.jsonl", [None])
    with pytest.raises(CheckpointError, match="no member has a checkpoint"):
        ensemble("hand", results=tmp_path / "results", data=unseen, map_=fake_map)


def test_real_checkpoints_answer_a_file(trained, tmp_path):
    study = make_study(tmp_path / "results", answers=[RIGHT])
    shutil.copytree(f"{trained['place']}/checkpoint", study.folder.trial(0).checkpoint)
    unseen = write_rows(tmp_path / "unseen.jsonl", ["spouse", None])
    outcome = ensemble("hand", results=tmp_path / "results", data=unseen)
    assert [row["id"] for row in submission(outcome)] == ["unseen-0", "unseen-1"]
    assert outcome.metrics["parts"]["unseen.jsonl"]["scores"] is None


def make_folded_study(results):
    """Write a study of two folds; the model of the second calls every row of test a spouse."""
    split, train = {"folds": 2}, TRAIN * 3
    study = make_study(results, answers=[RIGHT, NOTHING], parts={"train": train}, split=split)
    for number in (0, 1):
        place = study.folder.trial(number)
        stored = Predictions.load(place.predictions)
        models = np.stack([probabilities_of(said) for said in (TEST, ["spouse"] * len(TEST))])
        parts = {**stored.parts, "test": replace(stored.parts["test"], models=models)}
        replace(stored, parts=parts).save(place.predictions)
    return study


@pytest.mark.parametrize("select", SELECTIONS)
def test_the_models_of_a_trials_folds_vote_apart(tmp_path, select):
    make_folded_study(tmp_path / "results")
    outcome = ensemble("hand", top=1, vote="soft", select=select, results=tmp_path / "results")
    members = outcome.metrics["members"]
    assert [(one["trial"], one["fold"]) for one in members] == [(0, 0), (0, 1)]
    assert [one["scores"]["test"]["accuracy"] for one in members] == [100, 25]
    assert outcome.metrics["parts"]["test"]["agreement"]["same"]["mean"] == 0.25


def test_models_of_folds_vote_on_a_file_from_their_own_weights(tmp_path, monkeypatch):
    study = make_folded_study(tmp_path / "results")
    checkpoint = study.folder.trial(0).checkpoint
    for name in ("fold-0", "fold-1"):
        (checkpoint / name).mkdir(parents=True)
    (checkpoint / "folds.json").write_text('{"models": ["fold-0", "fold-1"]}')
    asked = []

    def map_(predict, checkpoints):
        asked.extend(checkpoints)
        return [(LABELS, probabilities_of(TEST)) for _ in checkpoints]

    file = write_rows(tmp_path / "new.jsonl", TEST)
    outcome = ensemble("hand", top=2, data=file, map_=map_, results=tmp_path / "results")
    assert asked == [checkpoint / "fold-0", checkpoint / "fold-1"]
    assert sum("trial 1 is left out" in note for note in outcome.notes) == 1
