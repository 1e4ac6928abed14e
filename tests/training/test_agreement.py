"""Agreement: shares of rows that two members answer alike, and wrongly together."""

import numpy as np

from relsearch.training.agreement import agreement


def members(*rows):
    return np.eye(3)[np.array(rows)]  # (members, n, labels), one-hot


def test_same_is_the_share_of_rows_with_one_label():
    found = agreement(members([0, 1, 2, 0], [0, 1, 0, 1]), None)
    assert found.same.tolist() == [[1.0, 0.5], [0.5, 1.0]]
    assert found.wrong_together is None


def test_wrong_together_is_over_rows_on_which_either_is_wrong():
    found = agreement(members([0, 1, 2, 0], [0, 1, 0, 1]), np.array([0, 0, 0, 0]))
    assert found.wrong_together.tolist() == [[1.0, 1 / 3], [1 / 3, 1.0]]


def test_members_without_errors_overlap_wholly():
    found = agreement(members([0, 1], [0, 1]), np.array([0, 1]))
    assert found.wrong_together.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_a_single_member_has_no_pairs_to_average():
    assert agreement(members([0, 1]), None).to_dict()["same"]["mean"] is None
