"""load_corpus: parts given are kept whole, parts missing are carved, and the notes say so."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from relsearch.data import Corpus, DataConfig, fingerprint, load_corpus
from relsearch.errors import DataError
from tests.hand_made import write_rows

Row = dict[str, Any]
Load = Callable[..., Corpus]
LABELS = ("no_relation", "works_for", "born_in")


@pytest.fixture
def make_rows(make_row: Callable[..., Row]) -> Callable[..., list[Row]]:
    """Make rows of distinct sentences whose labels take turns."""

    def make(count: int, prefix: str = "t", labels: Sequence[str] = LABELS) -> list[Row]:
        return [
            make_row(
                f"{prefix}{number}",
                sentence=f"세종은 조선의 왕이다. {prefix}{number}",
                label=labels[number % len(labels)],
            )
            for number in range(count)
        ]

    return make


@pytest.fixture
def load(write_json: Callable[..., Path]) -> Load:
    """Load a corpus from rows given by part, and other keys of the data section."""

    def load(keys: Row | None = None, **parts: Sequence[Row]) -> Corpus:
        paths = {name: write_json(rows, f"{name}.json") for name, rows in parts.items()}
        return load_corpus(
            DataConfig.model_validate({"reader": "klue-json", **paths, **(keys or {})})
        )

    return load


def sizes(corpus: Corpus) -> dict[str, int]:
    return {name: len(examples) for name, examples in corpus.parts()}


def test_parts_given_are_kept_whole(load: Load, make_rows: Any) -> None:
    names = {"train": 9, "dev": 6, "select": 5, "test": 4}
    corpus = load(**{name: make_rows(count, name) for name, count in names.items()})
    assert sizes(corpus) == names
    assert corpus.notes == ()


def test_few_rows_give_a_dev_that_is_select_too(load: Load, make_rows: Any) -> None:
    corpus = load(train=make_rows(1999))
    assert corpus.select == corpus.dev
    assert sizes(corpus) == {"train": 1799, "dev": 200, "select": 200, "test": 0}
    assert "select is dev: fewer than 2,000 rows to carve from" in corpus.notes


def test_enough_rows_give_dev_and_select_their_shares(load: Load, make_rows: Any) -> None:
    corpus = load(train=make_rows(2000))
    assert sizes(corpus) == {"train": 1600, "dev": 200, "select": 200, "test": 0}
    ids = [{row.id for row in rows} for rows in (corpus.train, corpus.dev, corpus.select)]
    assert len(set.union(*ids)) == 2000
    assert "select: 200 of 1,800 rows carved from train, by sentence" in corpus.notes


def test_carved_parts_have_the_labels_of_the_file_that_they_should_be_like(
    load: Load, make_rows: Any, write_json: Callable[..., Path]
) -> None:
    target = [*make_rows(3, "u", labels=LABELS[:1]), *make_rows(1, "v", labels=LABELS[1:2])]
    like = write_json(target, "target.json")
    corpus = load({"split": {"like": like}}, train=make_rows(2400))
    for part in (corpus.dev, corpus.select):
        assert Counter(row.label for row in part) == {"no_relation": 180, "works_for": 60}
    shape = "its labels' shares those of target.json"
    assert f"dev: 240 of 2,400 rows carved from train, by sentence, {shape}" in corpus.notes


def test_a_file_to_be_like_is_read_by_its_own_reader(
    load: Load, make_rows: Any, tmp_path: Path
) -> None:
    like = write_rows(tmp_path / "target.jsonl", ["works_for"])
    corpus = load({"split": {"like": {"file": like, "reader": "jsonl"}}}, train=make_rows(90))
    assert {row.label for row in corpus.dev} == {"works_for"}


def test_a_file_to_be_like_says_so_when_it_shapes_nothing(
    load: Load, make_rows: Any, write_json: Callable[..., Path]
) -> None:
    like = write_json(make_rows(3, "u"), "target.json")
    parts = {name: make_rows(9, name) for name in ("train", "dev", "select")}
    corpus = load({"split": {"like": like}}, **parts)
    assert "split.like shapes nothing: no part is carved from train" in corpus.notes


def test_a_file_to_be_like_needs_labels(load: Load, make_rows: Any, tmp_path: Path) -> None:
    like = {"file": write_rows(tmp_path / "blind.jsonl", ["works_for", None]), "reader": "jsonl"}
    with pytest.raises(DataError, match=r"data\.split\.like .*blind\.jsonl: every row needs"):
        load({"split": {"like": like}}, train=make_rows(90))


def test_a_given_dev_leaves_only_select_to_carve(load: Load, make_rows: Any) -> None:
    corpus = load(train=make_rows(2000), dev=make_rows(7, "d"))
    assert sizes(corpus) == {"train": 1800, "dev": 7, "select": 200, "test": 0}


def test_a_select_share_of_zero_makes_select_dev(load: Load, make_rows: Any) -> None:
    corpus = load({"split": {"select": 0}}, train=make_rows(2000))
    assert corpus.select == corpus.dev
    assert "select is dev: split.select is 0" in corpus.notes


def test_limit_draws_the_same_rows_again_and_says_so(load: Load, make_rows: Any) -> None:
    rows, dev = make_rows(100), make_rows(3, "d")
    corpus = load({"limit": 30}, train=rows, dev=dev)
    assert corpus == load({"limit": 30}, train=rows, dev=dev)
    assert len(corpus.train) == 30
    assert "train: 30 of 100 rows, drawn at random (limit)" in corpus.notes


def test_another_split_seed_draws_other_rows(load: Load, make_rows: Any) -> None:
    rows, dev = make_rows(100), make_rows(3, "d")
    seeds = ({"limit": 30, "split": {"seed": seed}} for seed in (1, 2))
    first, second = (load(keys, train=rows, dev=dev) for keys in seeds)
    assert first.train != second.train


def test_a_leaked_sentence_is_noted(load: Load, make_rows: Any) -> None:
    corpus = load(train=make_rows(9), dev=make_rows(4, "d") + make_rows(2))
    assert "dev: 2 of its sentences also stand in train" in corpus.notes


def test_dropped_rows_are_counted_in_the_notes(load: Load, make_rows: Any) -> None:
    rows = [*make_rows(9), {"guid": "bad"}]
    corpus = load({"on_bad_row": "drop"}, train=rows, dev=make_rows(3, "d"))
    assert corpus.notes[0].startswith("train: 1 bad rows left out, the first is row 9 (id bad)")


def test_unlabelled_rows_belong_in_test_alone(
    load: Load, make_rows: Any, make_row: Callable[..., Row]
) -> None:
    hidden = [make_row("h", label=None)]
    corpus = load(train=make_rows(9), dev=make_rows(3, "d"), test=hidden)
    assert corpus.test[0].label is None
    with pytest.raises(DataError, match="has no label, which this part needs"):
        load(train=make_rows(9) + hidden)


def test_a_label_that_only_dev_has_is_in_the_label_set_and_noted(
    load: Load, make_rows: Any
) -> None:
    corpus = load(train=make_rows(9), dev=make_rows(3, "d", ["married_to"]))
    assert corpus.labels == ("born_in", "married_to", "no_relation", "works_for")
    assert "no row of train has the label married_to" in corpus.notes


def test_a_slice_of_klue_has_all_its_labels(load: Load, make_rows: Any) -> None:
    corpus = load(train=make_rows(9, labels=["no_relation", "per:title"]))
    assert (len(corpus.labels), corpus.no_relation) == (30, "no_relation")


def test_a_label_file_sets_the_order(load: Load, make_rows: Any, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("works_for\nno_relation\nborn_in\n", encoding="utf-8")
    corpus = load({"labels": tmp_path / "labels.txt"}, train=make_rows(9), dev=make_rows(3, "d"))
    assert corpus.labels == ("works_for", "no_relation", "born_in")


def test_labels_without_a_negative_are_all_counted(load: Load, make_rows: Any) -> None:
    corpus = load(train=make_rows(9, labels=["works_for", "born_in"]))
    assert corpus.no_relation is None
    assert "no label means 'no relation': micro_f1 counts every label" in corpus.notes


def test_a_misspelt_negative_gets_a_suggestion(load: Load, make_rows: Any) -> None:
    with pytest.raises(DataError, match="no label 'norelation'; did you mean 'no_relation'"):
        load({"no_relation": "norelation"}, train=make_rows(9))


def test_an_empty_part_is_an_error(load: Load, make_rows: Any) -> None:
    with pytest.raises(DataError, match="data has no rows left in dev"):
        load(train=make_rows(9), dev=[])


def test_rows_that_cannot_be_split_say_what_to_give(load: Load, make_rows: Any) -> None:
    with pytest.raises(DataError, match=r"cannot carve dev from 3 rows .* as data\.dev"):
        load(train=make_rows(3))


def test_klue_dev_shares_58_sentences_with_train(shared: Path) -> None:
    folder = shared / "klue-re"
    files = {"train": folder / "train.json", "dev": folder / "dev_public.json"}
    corpus = load_corpus(DataConfig(reader="klue-json", **files))
    assert "dev: 58 of its sentences also stand in train" in corpus.notes
    assert (len(corpus.dev), len(corpus.train) + len(corpus.select)) == (3_883, 32_470)
    assert corpus.entity_types == ("DAT", "LOC", "NOH", "ORG", "PER", "POH")


def test_folds_hold_every_row_of_train_out_once(load: Load, make_rows: Any) -> None:
    corpus = load({"split": {"folds": 4}}, train=make_rows(2000))
    assert sizes(corpus) == {"train": 1800, "dev": 1800, "select": 200, "test": 0}
    assert sorted(len(fold) for fold in corpus.folds) == [450] * 4
    assert frozenset().union(*corpus.folds) == {row.id for row in corpus.train}
    assert any("each held out by one of 4 folds" in note for note in corpus.notes)


def test_few_rows_in_folds_make_dev_select_too(load: Load, make_rows: Any) -> None:
    corpus = load({"split": {"folds": 3}}, train=make_rows(60))
    assert corpus.select == corpus.dev == corpus.train


def test_a_dev_that_folds_replace_is_select(load: Load, make_rows: Any) -> None:
    corpus = load({"split": {"folds": 3}}, train=make_rows(60), dev=make_rows(9, "d"))
    assert sizes(corpus) == {"train": 60, "dev": 60, "select": 9, "test": 0}


def test_folds_are_part_of_the_fingerprint(load: Load, make_rows: Any) -> None:
    rows = make_rows(60)
    one, other = (load({"split": {"folds": 3, "seed": seed}}, train=rows) for seed in (1, 2))
    assert fingerprint(one) != fingerprint(other)


def test_folds_and_a_dev_share_are_two_ways_of_one(load: Load, make_rows: Any) -> None:
    with pytest.raises(ValueError, match="dev and folds are two ways"):
        load({"split": {"folds": 3, "dev": 0.2}}, train=make_rows(60))


def test_folds_cannot_be_made_by_entity(load: Load, make_rows: Any) -> None:
    with pytest.raises(ValueError, match="make them by pair"):
        load({"split": {"folds": 3, "by": "entity"}}, train=make_rows(60))


def test_a_part_of_fewer_rows_than_asked_for_says_so(load: Load, make_rows: Any) -> None:
    tied = [row | {"sentence": "세종은 조선의 왕이다."} for row in make_rows(100)]
    apart = [row | {"guid": f"x{number}"} for number, row in enumerate(make_rows(4, "x"))]
    corpus = load({"split": {"dev": 0.3}}, train=[*tied, *apart])
    said = next(note for note in corpus.notes if note.startswith("dev: "))
    assert said.endswith("by sentence (31 were asked for; others must stay together)")


def test_a_part_of_as_many_rows_as_asked_for_does_not(load: Load, make_rows: Any) -> None:
    assert "dev: 2 of 25 rows carved from train, by sentence" in load(train=make_rows(25)).notes


def test_a_part_is_small_for_want_of_a_label(load: Load, make_rows: Any, write_json: Any) -> None:
    rows = [{**row, "label": "no_relation"} for row in make_rows(200)]
    rows[:4] = [{**row, "label": "per:spouse"} for row in rows[:4]]
    like = write_json([{**row, "label": "per:spouse"} for row in make_rows(3)], "like.json")
    corpus = load({"split": {"by": "row", "like": str(like)}}, train=rows)
    assert any("by row (20 were asked for), its labels' shares" in note for note in corpus.notes)


def test_a_split_is_no_way_out_of_a_dev_that_is_given(load: Load, make_rows: Any) -> None:
    new = [
        {
            **row,
            "subject_entity": {**row["subject_entity"], "word": "왕", "start_idx": 8, "end_idx": 8},
        }
        for row in make_rows(4, "t")
    ]
    split = {"split": {"by": "entity"}}
    corpus = load(split, train=make_rows(9), dev=make_rows(4, "d"), select=make_rows(4), test=new)
    assert [note for note in corpus.notes if note.endswith("knows train by heart")]
