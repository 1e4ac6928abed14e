"""Cleaning takes out duplicates, resolves contradictions, and says what became of each row."""

from collections.abc import Mapping, Sequence

import pytest

from relsearch.data import Entity, Example
from relsearch.data.cleaning import RULES, Cleaned, clean
from relsearch.errors import ConfigError, DataError


def rows_of(*labels: str | None, sentence: str = "가람이 나래를 만났다.") -> list[Example]:
    """Make rows a, b, c, … that ask the same and have these labels."""
    return [
        Example(chr(ord("a") + number), sentence, Entity(0, 2), Entity(4, 6), label)
        for number, label in enumerate(labels)
    ]


def left(cleaned: Cleaned) -> str:
    return "".join(example.id for example in cleaned.examples)


def changes(cleaned: Cleaned) -> list[tuple[str, str, str | None]]:
    return [(change.example.id, change.cause, change.now) for change in cleaned.changes]


def test_of_duplicates_the_first_is_kept() -> None:
    cleaned = clean(rows_of("met", "met", "met"))
    assert left(cleaned) == "a"
    assert changes(cleaned) == [("b", "duplicate", None), ("c", "duplicate", None)]
    assert cleaned.changes[0].others == ("a", "c")


def test_a_labelled_duplicate_is_kept_before_an_unlabelled_one() -> None:
    assert left(clean(rows_of(None, "met"))) == "b"


@pytest.mark.parametrize(
    ("rule", "labels", "kept"),
    [
        ("drop", ["met", "left", "met"], ""),
        ("keep-first", ["met", "left", "left"], "a"),
        ("keep-first", [None, "left", "met"], "b"),
        ("majority", ["met", "left", "left"], "b"),
        ("majority", ["met", "left"], ""),
        ("majority", [None, None, None, "met", "left", "met"], "d"),
    ],
)
def test_a_rule_resolves_contradictions(rule: str, labels: Sequence[str], kept: str) -> None:
    assert left(clean(rows_of(*labels), rule=rule)) == kept


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_leaves_a_duplicate(rule: str) -> None:
    cleaned = clean(rows_of("met", "left", "met", "left"), rule=rule)
    assert len(cleaned.examples) <= 1
    assert len(cleaned.contradictions) == 1
    assert len(cleaned.changes) == 4 - len(cleaned.examples)


@pytest.mark.parametrize(
    ("decisions", "kept", "label"),
    [
        ({"a": "drop"}, "b", "left"),
        ({"b": "met"}, "a", "met"),
        ({"a": "met", "b": "drop"}, "a", "met"),
    ],
)
def test_decisions_come_before_the_rule(
    decisions: Mapping[str, str], kept: str, label: str
) -> None:
    cleaned = clean(rows_of("met", "left"), rule="drop", decisions=decisions)
    assert left(cleaned) == kept
    assert cleaned.examples[0].label == label


def test_a_decision_may_be_on_any_row() -> None:
    lone = rows_of("met", sentence="다솜이 나래를 만났다.")
    other = Example("z", "하늘이 나래를 만났다.", Entity(0, 2), Entity(4, 6), "left")
    cleaned = clean([*lone, other], decisions={"z": "met"})
    assert changes(cleaned) == [("z", "decision", "met")]
    assert cleaned.examples[1].label == "met"


def test_decisions_that_cannot_be_carried_out_are_all_listed() -> None:
    with pytest.raises(DataError) as caught:
        clean(rows_of("met", "left"), decisions={"q": "drop", "b": "mett"})
    assert "there is no row 'q'" in str(caught.value)
    assert "row b: 'mett' is no label of the rows; did you mean 'met'?" in str(caught.value)


def test_a_misspelt_rule_gets_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="did you mean 'majority'"):
        clean(rows_of("met"), rule="majorty")
