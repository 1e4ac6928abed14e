"""Descriptions: counts, shares, shift, lengths and repetitions of parts made by hand."""

import pytest

from relsearch.data import Entity, Example
from relsearch.data.description import Description, describe, frame_of


def rows_of(*labels: str | None, sentence: str = "가람이 나래를 {} 만났다.") -> list[Example]:
    return [
        Example(
            str(number), sentence.format(number), Entity(0, 2, "PER"), Entity(4, 6), label, "news"
        )
        for number, label in enumerate(labels)
    ]


@pytest.fixture
def described() -> Description:
    """Four rows against two, one of them in both; tokens as an encoder might count them."""
    parts = {"train": rows_of("met", "met", "met", "left"), "dev": rows_of("left", "left")}
    frame = frame_of(parts).assign(
        tokens=[10, 20, 30, 40, 10, 20],
        needed=[5, 5, 5, 35, 5, 5],
        subject_unknown=[True, False, False, False, False, False],
        object_unknown=False,
    )
    return describe(parts, frame, max_lengths=(15, 32))


def test_labels_are_counted_with_their_shares(described: Description) -> None:
    assert described.tables["Labels"] == [
        {"label": "left", "train": 1, "train %": 25.0, "dev": 2, "dev %": 100.0},
        {"label": "met", "train": 3, "train %": 75.0, "dev": 0, "dev %": 0.0},
    ]


def test_the_shift_is_what_would_have_to_change(described: Description) -> None:
    (shift,) = described.tables["Label shift from the first part"]
    assert shift == {
        "part": "dev",
        "distance": 75.0,
        "grown most": "left +75.0",
        "shrunk most": "met -75.0",
    }


def test_types_that_are_missing_have_a_name(described: Description) -> None:
    assert described.tables["Type pairs, subject by object"] == [{"subject": "PER", "(no type)": 6}]


def test_rows_longer_than_max_length_are_cut_or_unfit(described: Description) -> None:
    assert described.tables["Rows cut by max_length"] == [
        {"max_length": 15, "train cut": 3, "dev cut": 1, "train unfit": 1, "dev unfit": 0},
        {"max_length": 32, "train cut": 1, "dev cut": 0, "train unfit": 1, "dev unfit": 0},
    ]


def test_unknown_pieces_are_counted_by_type(described: Description) -> None:
    unknown = {row["type"]: row for row in described.tables["Entities with an unknown piece, %"]}
    assert unknown["PER"]["train"] == 25.0
    assert unknown["(no type)"]["train"] == 0.0
    assert unknown["all"]["train"] == 12.5
    assert unknown["all"]["dev"] == 0.0


def test_what_parts_share_is_counted(described: Description) -> None:
    (shared,) = described.tables["Shared by two parts"]
    assert (shared["parts"], shared["sentences"], shared["contradictions"]) == ("train / dev", 2, 2)


def test_lengths_are_those_of_each_part(described: Description) -> None:
    rows = {(row["part"], row["in"]): row for row in described.tables["Lengths"]}
    assert rows["train", "tokens"]["longest"] == 40
    assert rows["dev", "tokens"]["median"] == 15
    assert ("dev", "characters") in rows


def test_without_an_encoder_nothing_is_said_of_tokens() -> None:
    parts = {"test": rows_of(None, None)}
    described = describe(parts, frame_of(parts), max_lengths=(15,))
    assert "Rows cut by max_length" not in described.tables
    assert described.tables["Labels"][0]["label"] == "(unlabelled)"
    assert described.max_lengths == ()
