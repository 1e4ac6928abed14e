"""TypeMask: which relations pairs of types may have."""

from dataclasses import replace

import numpy as np
import pytest

from relsearch.data import Corpus, Entity, Example
from relsearch.training.type_mask import TypeMask, masked, types_of

LABELS = ("founded", "no_relation", "spouse")
ROWS = [("PER", "ORG", "founded"), ("PER", "PER", "spouse"), ("PER", "PER", "spouse")]


def example(subject, object_, label):
    return Example("0", "가람 나래", Entity(0, 2, subject), Entity(3, 5, object_), label)


@pytest.fixture
def mask():
    return TypeMask.of([example(*row) for row in ROWS], no_relation="no_relation")


def allowed(mask, *pair):
    (row,) = mask.allowed([pair], LABELS)
    return [label for label, is_allowed in zip(LABELS, row, strict=True) if is_allowed]


def test_a_pair_may_have_what_its_training_rows_had_and_no_relation(mask):
    assert allowed(mask, "PER", "ORG") == ["founded", "no_relation"]
    assert allowed(mask, "PER", "PER") == ["no_relation", "spouse"]


def test_a_pair_that_was_never_seen_may_have_everything(mask):
    assert allowed(mask, "ORG", "PER") == list(LABELS)


def test_a_row_that_a_fold_holds_out_is_masked_by_the_rows_of_the_others():
    rows = tuple(replace(example(*row), id=str(n)) for n, row in enumerate(ROWS))
    corpus = Corpus(
        train=rows,
        dev=rows,
        labels=LABELS,
        no_relation="no_relation",
        folds=(frozenset("0"), frozenset("12")),
    )
    pairs = [types_of(row) for row in rows]
    mask = TypeMask.of_corpus(corpus)
    inside = mask.allowed(pairs, LABELS, ids=("0", "1", "2"))
    assert inside.all()  # neither pair has a row outside its fold
    elsewhere = mask.allowed(pairs, LABELS)
    assert elsewhere.tolist() == [[True, True, False], *[[False, True, True]] * 2]


def test_rows_without_types_share_one_pair():
    mask = TypeMask.of([example(None, None, "spouse")], no_relation=None)
    assert allowed(mask, *types_of(example(None, None, None))) == ["spouse"]


def test_the_rest_of_a_masked_row_sums_to_one():
    kept = masked(np.array([[0.5, 0.2, 0.3]]), np.array([[True, True, False]]))
    np.testing.assert_allclose(kept, [[5 / 7, 2 / 7, 0]])


def test_a_row_that_would_lose_everything_stays_as_it_was():
    row = np.array([[0.0, 0.0, 1.0]])
    np.testing.assert_array_equal(masked(row, np.array([[True, True, False]])), row)


def test_no_rows_are_masked_without_complaint(mask):
    assert mask.allowed([], LABELS).shape == (0, 3)


def test_a_mask_comes_back_from_its_file(mask, tmp_path):
    mask.save(tmp_path / "types.json")
    assert TypeMask.load(tmp_path / "types.json") == mask
