"""Duplicates are rows with the same sentence and spans; parts may share some."""

from dataclasses import replace
from pathlib import Path

from relsearch.data import Entity, Example, read_examples
from relsearch.data.duplicates import find_duplicates, find_shared

ROW = Example("a", "가람이 나래를 만났다.", Entity(0, 2), Entity(4, 6), "met")


def test_rows_with_the_same_sentence_and_spans_are_a_group() -> None:
    again, other = replace(ROW, id="b"), replace(ROW, id="c", object=Entity(0, 1))
    (group,) = find_duplicates([ROW, other, again])
    assert group.examples == (ROW, again)
    assert not group.contradicts_itself


def test_swapped_roles_ask_another_question() -> None:
    assert find_duplicates([ROW, replace(ROW, subject=ROW.object, object=ROW.subject)]) == []


def test_other_labels_contradict_and_no_label_does_not() -> None:
    hidden, other = replace(ROW, id="b", label=None), replace(ROW, id="c", label="left")
    assert not find_duplicates([ROW, hidden])[0].contradicts_itself
    assert find_duplicates([ROW, hidden, other])[0].labels == ("met", "left")


def test_parts_are_compared_two_by_two() -> None:
    other = Example("x", "다솜이 나래를 만났다.", Entity(0, 2), Entity(4, 6), "met")
    swapped = replace(ROW, id="y", subject=ROW.object, object=ROW.subject)
    parts = {"train": [ROW], "dev": [replace(ROW, label="left"), swapped], "test": [other]}
    train_dev, train_test, dev_test = find_shared(parts)
    assert train_dev.parts == ("train", "dev")
    assert (train_dev.sentences, train_dev.questions, train_dev.contradictions) == (1, 1, 1)
    assert (train_dev.pairs, train_test.pairs, dev_test.sentences) == (1, 0, 0)
    assert (train_dev.entities, train_test.entities) == (2, 1)


def test_klue_train_has_46_groups_and_5_contradictions(shared: Path) -> None:
    rows = read_examples(shared / "klue-re" / "train.json", reader="klue-json").examples
    groups = find_duplicates(rows)
    contradictions = [
        {row.id[-5:] for row in group.examples} for group in groups if group.contradicts_itself
    ]
    assert len(groups) == 46
    assert contradictions == [
        {"00277", "03296", "10202"},
        {"04212", "25094"},
        {"06749", "12829"},
        {"08364", "32299"},
        {"11511", "22258"},
    ]
