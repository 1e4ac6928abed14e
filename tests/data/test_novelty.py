"""Novelty: entities that no training row names, and when test has more of them than dev."""

from pathlib import Path

import pytest

from relsearch.data import Corpus, DataConfig, Entity, Example, load_corpus
from relsearch.data.novelty import new_entities, novelty, novelty_notes


def row(name: str, subject: str, object_: str) -> Example:
    start = len(subject) + 1
    sentence = f"{subject} {object_} {name}"
    return Example(
        name, sentence, Entity(0, len(subject)), Entity(start, start + len(object_)), "met"
    )


KNOWN = row("known", "가람", "나래")
SWAPPED = row("swapped", "나래", "가람")
HALF = row("half", "가람", "다솜")
NEW = row("new", "다솜", "라온")


def corpus_of(**parts: tuple[Example, ...]) -> Corpus:
    return Corpus(("met",), None, **parts)  # type: ignore[arg-type]


def test_an_entity_is_known_in_either_role() -> None:
    assert new_entities([KNOWN, SWAPPED, HALF, NEW], [KNOWN]) == [0, 0, 1, 2]


def test_a_fold_does_not_know_what_it_holds_out() -> None:
    rows = (KNOWN, SWAPPED, NEW)
    folds = (frozenset({"known"}), frozenset({"swapped", "new"}))
    corpus = corpus_of(train=rows, dev=rows, select=rows, test=(KNOWN,), folds=folds)
    assert novelty(corpus, "dev") == novelty(corpus, "select") == [0, 0, 2]
    assert novelty(corpus, "test") == [0]


def test_a_test_with_more_new_entities_than_dev_is_told() -> None:
    corpus = corpus_of(train=(KNOWN,), dev=(KNOWN, SWAPPED, SWAPPED, HALF), test=(HALF, NEW))
    (note,) = novelty_notes(corpus, carved=True)
    assert note.startswith("25% of dev's rows and 100% of test's name an entity that train does")
    assert "data.split.by: entity" in note


@pytest.mark.parametrize("test", [(), (KNOWN, HALF), (KNOWN,)])
def test_a_test_with_no_more_of_them_is_not(test: tuple[Example, ...]) -> None:
    assert not list(
        novelty_notes(corpus_of(train=(KNOWN,), dev=(KNOWN, HALF), test=test), carved=True)
    )


def test_klue_dev_names_what_train_does_not(shared: Path) -> None:
    folder = shared / "klue-re"
    data = {"train": folder / "train.json", "test": folder / "dev_public.json"}
    by_sentence = load_corpus(DataConfig(reader="klue-json", **data))
    assert by_sentence.notes[-1].startswith("33% of dev's rows and 89% of test's name an entity")
    by_entity = load_corpus(DataConfig(reader="klue-json", split={"by": "entity"}, **data))
    assert set(novelty(by_entity, "dev") + novelty(by_entity, "select")) == {2}
    assert len(by_entity.dev) > 3000
    assert not [note for note in by_entity.notes if "name an entity" in note]
