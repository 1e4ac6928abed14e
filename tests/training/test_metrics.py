import json
import time
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import auc, f1_score, precision_recall_curve

from relsearch.errors import DataError
from relsearch.training.metrics import score

LABELS = ("no_relation", "per:title", "org:founded", "per:spouse")


def one_hot(*names, labels=LABELS):
    return np.eye(len(labels), dtype=np.float32)[[labels.index(name) for name in names]]


def scores_of(gold, probabilities, labels=LABELS, no_relation="no_relation"):
    return score(gold, probabilities, labels=labels, no_relation=no_relation)


@pytest.fixture
def fixture(shared):
    arrays = np.load(shared / "klue-re" / "metric_fixture.npz")
    expected = json.loads((shared / "klue-re" / "metric_fixture.json").read_text())
    labels = json.loads((shared / "klue-re" / "relation_list.json").read_text())["relations"]
    return [labels[number] for number in arrays["gold"]], arrays["probs"], labels, expected


def test_klue_fixture_is_matched(fixture):
    gold, probabilities, labels, expected = fixture
    scores = scores_of(gold, probabilities, labels)
    for figure in ("micro_f1", "auprc", "accuracy"):
        assert scores[figure] == pytest.approx(expected[figure], abs=1e-6)


def test_auprc_of_one_hot_votes_is_another_figure(fixture):
    gold, probabilities, labels, expected = fixture
    votes = np.eye(len(labels))[probabilities.argmax(axis=1)]
    one_hot_auprc = expected["auprc_if_probabilities_were_one_hot"]
    assert scores_of(gold, votes, labels).auprc == pytest.approx(one_hot_auprc, abs=1e-6)


def test_auprc_is_the_mean_over_every_class_no_relation_included(fixture):
    gold, probabilities, labels, expected = fixture
    scores = scores_of(gold, probabilities, labels)
    assert len(scores.class_auprc) == 30
    assert scores.class_auprc[1:].mean() != pytest.approx(expected["auprc"], abs=1e-3)


def test_a_score_takes_less_than_a_tenth_of_a_second_for_4000_rows(fixture):
    gold, probabilities, labels, _ = fixture
    started = time.process_time()
    for _ in range(3):
        dict(scores_of(gold, probabilities, labels))
    assert (time.process_time() - started) / 3 < 0.1


def test_micro_f1_leaves_no_relation_out():
    gold = ["no_relation", "no_relation", "per:title", "org:founded"]
    scores = scores_of(gold, one_hot("no_relation", "per:title", "per:title", "no_relation"))
    assert scores.micro_f1 == pytest.approx(50.0)  # 1 hit, 2 claimed, 2 there
    assert scores.accuracy == pytest.approx(50.0)


def test_nothing_predicted_is_zero_without_a_warning():
    scores = scores_of(["per:title", "org:founded"], one_hot("no_relation", "no_relation"))
    assert scores.micro_f1 == 0.0


def test_absent_classes_are_named_and_score_one_half():
    scores = scores_of(["no_relation", "per:title"], one_hot("no_relation", "per:title"))
    assert scores.absent == ("org:founded", "per:spouse")
    assert scores.auprc == pytest.approx((100 + 100 + 50 + 50) / 4)


def test_absent_class_figure_is_what_scikit_learn_gives():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        precision, recall, _ = precision_recall_curve([0, 0, 0], [0.1, 0.7, 0.2])
    assert auc(recall, precision) == pytest.approx(0.5)


def test_label_set_without_no_relation_counts_every_label():
    labels = ("a", "b")
    scores = scores_of(["a", "b", "b"], one_hot("a", "b", "a", labels=labels), labels, None)
    assert scores.micro_f1 == pytest.approx(scores.accuracy) == pytest.approx(200 / 3)
    assert scores.no_relation_precision is None
    assert scores.no_relation_recall is None


def test_per_class_figures_and_confusion():
    gold = ["no_relation", "no_relation", "per:title", "per:title"]
    scores = scores_of(gold, one_hot("no_relation", "per:title", "per:title", "per:title"))
    assert scores.confusion[0].tolist() == [1, 1, 0, 0]
    title = scores.per_class["per:title"]
    assert title["precision"] == pytest.approx(200 / 3)
    assert (title["recall"], title["f1"], title["support"]) == (100.0, pytest.approx(80.0), 2)
    assert (scores.no_relation_precision, scores.no_relation_recall) == (100.0, 50.0)


def test_scores_survive_json():
    scores = scores_of(["no_relation", "per:title"], one_hot("no_relation", "per:title"))
    read = json.loads(json.dumps(scores.to_dict()))
    assert read["micro_f1"] == 100.0
    assert read["confusion"][1] == [0, 1, 0, 0]
    assert set(scores) <= set(read)


def test_logits_are_refused():
    with pytest.raises(DataError, match="softmax"):
        scores_of(["per:title"], [[1.3, 4.0, -2.0, 0.1]])


def test_nan_is_refused():
    with pytest.raises(DataError, match="NaN"):
        scores_of(["per:title"], [[np.nan, 1.0, 0.0, 0.0]])


def test_unknown_gold_label_names_its_row_and_the_nearest_label():
    with pytest.raises(DataError, match=r"row 1 .*'per:titel'.*did you mean 'per:title'"):
        scores_of(["per:title", "per:titel"], one_hot("per:title", "per:title"))


def test_29_columns_for_30_labels_are_refused():
    with pytest.raises(DataError, match=r"shape \(1, 4\).*got \(1, 3\)"):
        scores_of(["per:title"], np.full((1, 3), 1 / 3))


@st.composite
def rows(draw):
    size = draw(st.integers(1, 30))
    gold = draw(st.lists(st.sampled_from(LABELS), min_size=size, max_size=size))
    cells = st.lists(st.integers(0, 4), min_size=4, max_size=4)  # few values: many ties
    counts = draw(st.lists(cells, min_size=size, max_size=size))
    probabilities = np.array(counts, dtype=np.float64) + 0.5
    return gold, probabilities / probabilities.sum(axis=1, keepdims=True)


@given(rows())
@settings(deadline=None)
def test_figures_equal_scikit_learn(drawn):
    gold, probabilities = drawn
    scores = scores_of(gold, probabilities)
    gold_ids = np.array([LABELS.index(label) for label in gold])
    expected = f1_score(
        gold_ids,
        probabilities.argmax(axis=1),
        average="micro",
        labels=[1, 2, 3],
        zero_division=0,
    )
    assert scores.micro_f1 == pytest.approx(100 * expected)
    for number in set(gold_ids.tolist()):
        precision, recall, _ = precision_recall_curve(gold_ids == number, probabilities[:, number])
        assert scores.class_auprc[number] == pytest.approx(100 * auc(recall, precision))
