from dataclasses import replace

import numpy as np
import pytest

from relsearch.config import parse_study
from relsearch.data import Corpus
from relsearch.data.target import prior_of
from relsearch.errors import DataError
from relsearch.study.differences import differences
from relsearch.training.metrics import score
from relsearch.training.priors import (
    prior_weighted_micro_f1,
    target_prior,
    with_prior,
)
from tests.hand_made import write_rows

LABELS = ("no_relation", "a", "b")
GOLD = ["no_relation"] * 2 + ["a"] * 2
PREDICTED = np.eye(3)[[0, 1, 1, 1]]


def weighted(prior, gold=GOLD, probabilities=PREDICTED):
    return prior_weighted_micro_f1(
        gold, probabilities, labels=LABELS, no_relation="no_relation", prior=prior
    )


def test_prior_of_the_rows_themselves_changes_nothing():
    plain = score(GOLD, PREDICTED, labels=LABELS, no_relation="no_relation").micro_f1
    assert weighted(prior_of(GOLD)) == pytest.approx(plain)


def test_more_no_relation_in_the_target_weighs_false_alarms_more():
    # Shares 0.75 and 0.25: each no_relation row weighs 1.5, each "a" row 0.5. Hits 1.0,
    # claims 1.5 + 1.0, relations there 1.0.
    assert weighted({"no_relation": 0.75, "a": 0.25}) == pytest.approx(100 * 2 / (2.5 + 1.0))


def test_weighting_equals_repeating_rows():
    repeated = GOLD + ["no_relation"] * 4
    probabilities = np.vstack([PREDICTED, np.eye(3)[[0, 1, 0, 1]]])
    plain = score(repeated, probabilities, labels=LABELS, no_relation="no_relation").micro_f1
    assert weighted({"no_relation": 0.75, "a": 0.25}) == pytest.approx(plain)


def test_unknown_label_in_the_prior_is_named():
    with pytest.raises(DataError, match="unknown label 'no_relations'; did you mean"):
        weighted({"no_relations": 1.0})


def test_prior_without_weight_on_these_rows_is_refused():
    with pytest.raises(DataError, match="no weight"):
        weighted({"b": 1.0})


def a_study(prior, *, metric="prior_weighted_micro_f1"):
    return parse_study(
        {
            "study": "hand",
            "data": {"reader": "hub", "name": "someones/rows"},
            "search": {"metric": metric, "prior": prior},
            "fixed": {"encoder": "bundled/mini"},
        },
        source="a test",
    )


@pytest.fixture
def labelled(tmp_path):
    """Two of four labelled rows have no relation, and one row has no label."""
    return write_rows(tmp_path / "rows.jsonl", ["a", "no_relation", "b", "no_relation", None])


@pytest.fixture
def abc(corpus):
    """A corpus of the three labels, whose dev rows have two of them."""
    rows = tuple(replace(row, label=label) for row, label in zip(corpus.dev, GOLD, strict=False))
    return Corpus(labels=LABELS, no_relation="no_relation", train=rows, dev=rows)


def test_a_prior_is_counted_from_the_labelled_rows_of_its_file(labelled):
    search = a_study({"file": str(labelled), "reader": "jsonl"}).search
    counted = {"a": 0.25, "b": 0.25, "no_relation": 0.5}
    assert target_prior(search, reader="hub") == counted


def test_a_file_without_labelled_rows_is_no_prior(tmp_path):
    file = write_rows(tmp_path / "blind.jsonl", [None, None])
    search = a_study({"file": str(file), "reader": "jsonl"}).search
    with pytest.raises(DataError, match=r"blind\.jsonl has no labelled row"):
        target_prior(search, reader="jsonl")


def test_the_shares_stand_in_the_study_in_the_place_of_the_file(labelled, abc):
    config = with_prior(a_study({"file": str(labelled), "reader": "jsonl"}), abc)
    labelled.unlink()
    assert config.search.prior == {"a": 0.25, "b": 0.25, "no_relation": 0.5}
    again = parse_study(config.model_dump(mode="json"), source="study.yaml")
    assert differences(config, again) == []


def test_a_file_that_changed_is_another_prior_to_a_study_taken_up_again(labelled, abc):
    config = a_study({"file": str(labelled), "reader": "jsonl"})
    before = with_prior(config, abc)
    assert differences(before, with_prior(config, abc)) == []
    write_rows(labelled, ["a", "no_relation"])
    (difference,) = differences(before, with_prior(config, abc))
    assert difference.startswith("search.prior: ")


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        ({"a": 0.5, "c": 0.5}, "unknown label 'c'"),
        ({"b": 1.0}, "no weight to any label of the validation rows"),
    ],
)
def test_a_prior_that_the_labels_do_not_fit_is_refused_before_any_trial(abc, prior, message):
    with pytest.raises(DataError, match=message):
        with_prior(a_study(prior), abc)


@pytest.mark.parametrize("metric", ["micro_f1", "prior_weighted_micro_f1"])
def test_a_prior_to_estimate_and_one_that_is_not_read_stay_as_they_are(abc, metric):
    config = a_study("em", metric=metric)
    assert with_prior(config, abc) is config
