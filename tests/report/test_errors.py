"""What the page says of a trial's errors, from answers made by hand."""

import numpy as np
import pytest

from relsearch.data import Entity, Example
from relsearch.errors import StudyError
from relsearch.report.answers import Answers, answers
from relsearch.report.calibration import calibration
from relsearch.report.classes import classes
from relsearch.report.confusions import confusions
from relsearch.report.mistakes import mistakes, pieces
from relsearch.report.together import together
from relsearch.study import PartPredictions, Predictions
from tests.hand_made import LABELS, probabilities_of

GOLD = ("founded", "founded", "no_relation", "no_relation", "spouse")
SAID = ("founded", "no_relation", "founded", "founded", "founded")


def example(label, number=0):
    sentence = "나래는 가람이 세웠다."
    subject, object_ = Entity(4, 6, "PER"), Entity(0, 2, "ORG")
    return Example(f"row-{number}", sentence, subject, object_, label)


def answered(said=SAID, gold=GOLD, sure=0.6):
    rows = tuple(example(label, number) for number, label in enumerate(gold))
    return Answers("test", rows, LABELS, "no_relation", probabilities_of(said, sure=sure))


def test_wrong_rows_are_missed_false_alarms_or_another_relation():
    text = classes(answered()).blocks[0].text
    assert text.startswith(
        "Of 4 wrong rows, 1 are missed (a relation taken for no_relation), 2 are false alarms"
        " (no_relation taken for a relation) and 1 are one relation taken for another."
    )
    assert "The precision of no_relation is 0.0, its recall 0.0." in text


def test_labels_stand_by_support_with_their_figures():
    table = classes(answered()).blocks[1]
    assert [row[:3] for row in table.rows] == [
        ["founded", 2, 4],
        ["no_relation", 2, 1],
        ["spouse", 1, 0],
    ]
    assert table.rows[0][3:6] == [25, 50, pytest.approx(100 / 3)]


def test_the_most_frequent_confusion_comes_first():
    (table,) = confusions(answered()).blocks
    assert table.rows[0] == ["no_relation", "founded", 2, 100]
    assert len(table.rows) == 3


def test_without_an_error_there_are_no_pairs():
    assert confusions(answered(said=GOLD)).blocks[0].text == "No row is wrong."
    assert mistakes(answered(said=GOLD)).blocks[0].text == "No row is wrong."


def test_calibration_compares_what_is_said_with_what_is_right():
    plot, text = calibration(answered(sure=0.95)).blocks
    assert plot.figure.data[0].x == pytest.approx([0.95])
    assert plot.figure.data[0].y == pytest.approx([0.2])
    assert "gives its label 95.0 % and is right in 20.0 % of rows" in text.text
    assert "calibration error is 75.0 points" in text.text


def test_the_surest_mistake_comes_first():
    given = answered()
    given.probabilities[4] = [0.9, 0.1, 0]
    first = mistakes(given).blocks[0].rows[0]
    assert (first.id, first.gold, first.said) == ("row-4", "spouse", "founded")
    assert first.sure == pytest.approx(90)


def test_a_sentence_is_cut_at_its_entities_wherever_they_stand():
    cut = list(pieces(example("spouse")))
    assert [(piece.text, piece.role, piece.type) for piece in cut] == [
        ("나래", "object", "ORG"),
        ("는 ", "", None),
        ("가람", "subject", "PER"),
        ("이 세웠다.", "", None),
    ]


def test_entities_that_overlap_share_a_piece():
    nested = Example("row", "한국은행이", Entity(0, 4, "ORG"), Entity(0, 2, "LOC"))
    assert [(piece.text, piece.role) for piece in pieces(nested)] == [
        ("한국", "both"),
        ("은행", "subject"),
        ("이", ""),
    ]


def test_two_trials_agreement_and_what_a_vote_could_reach():
    text, plot, _ = together({3: answered(), 5: answered(said=GOLD)}).blocks
    assert (
        "all 2 best trials are right in 20.0 % of rows and at least one is in 100.0 %" in text.text
    )
    assert plot.figure.data[0].z[0][1] == pytest.approx(20)


def test_one_trial_agrees_with_nobody():
    assert together({3: answered()}) is None


def test_stored_rows_are_matched_by_id_and_labels_by_name(material):
    corpus = material.corpus
    stored = PartPredictions(
        tuple(row.id for row in corpus.test[::-1]), np.eye(3, dtype=np.float32)[[0, 0, 1, 2]]
    )
    matched = answers(Predictions(LABELS[::-1], 1, {"test": stored}), corpus, "test")
    assert [LABELS[label] for label in matched.said] == [
        "founded",
        "no_relation",
        "spouse",
        "spouse",
    ]


def test_a_row_without_predictions_is_named(material):
    few = PartPredictions(("test-0",), np.eye(3, dtype=np.float32)[:1])
    with pytest.raises(StudyError, match="predictions of test lack test-1, test-2, test-3"):
        answers(Predictions(LABELS, 1, {"test": few}), material.corpus, "test")
