"""Members: aligned by id and label name, or refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from relsearch.errors import StudyError
from relsearch.voting.members import Member, stack

LABELS = ("a", "b")


def member(ids, probabilities, *, labels=LABELS, number=0):
    return Member(SimpleNamespace(number=number), labels, ids, np.array(probabilities))


def test_members_are_aligned_by_id_not_by_row_number():
    first = member(("x", "y"), [[1.0, 0.0], [0.0, 1.0]])
    second = member(("y", "x"), [[0.0, 1.0], [1.0, 0.0]])
    seen = stack([first, second], ids=("x", "y"), labels=LABELS)
    assert seen.probabilities[0].tolist() == seen.probabilities[1].tolist()


def test_rows_stand_in_the_order_asked_for():
    seen = stack([member(("x", "y"), [[1.0, 0.0], [0.0, 1.0]])], ids=("y", "x"), labels=LABELS)
    assert seen.ids == ("y", "x")
    assert seen.probabilities[0].tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_labels_are_aligned_by_name_not_by_column():
    first = member(("x",), [[0.9, 0.1]])
    second = member(("x",), [[0.1, 0.9]], labels=("b", "a"))
    seen = stack([first, second], ids=("x",), labels=LABELS)
    assert seen.probabilities[:, 0, 0].tolist() == [0.9, 0.9]


def test_a_member_of_other_rows_is_refused_by_name():
    stranger = member(("x", "z"), [[1.0, 0.0], [0.0, 1.0]], number=7)
    with pytest.raises(StudyError, match=r"trial 7 cannot vote.*lacks y, also has z"):
        stack([stranger], ids=("x", "y"), labels=LABELS)


def test_a_member_of_another_label_set_is_refused():
    stranger = member(("x",), [[1.0, 0.0]], labels=("a", "c"), number=3)
    with pytest.raises(StudyError, match=r"trial 3 cannot vote.*labels.*lacks b, also has c"):
        stack([stranger], ids=("x",), labels=LABELS)


def test_a_member_with_an_id_twice_is_refused():
    doubled = member(("x", "x"), [[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(StudyError, match="2 rows where 1 are wanted"):
        stack([doubled], ids=("x",), labels=LABELS)
