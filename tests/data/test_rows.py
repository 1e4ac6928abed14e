"""Rows are checked: spans against words, labels, ids; the bad ones are reported together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from relsearch.data import Entity, Example, read_examples
from relsearch.data.reading import Reading
from relsearch.data.rows import BadRow, RawRow, check
from relsearch.errors import DataError

Row = dict[str, Any]
MakeRow = Callable[..., Row]
WriteJson = Callable[..., Path]


def entity(word: Any = "조선", start: Any = 4, end: Any = 5, type: Any = "ORG") -> Row:
    return {"word": word, "start_idx": start, "end_idx": end, "type": type}


def problem_of(row: Row, **options: Any) -> str:
    outcome = check(RawRow(0, row), **options)
    assert isinstance(outcome, BadRow)
    return outcome.problem


def example_of(row: Row) -> Example:
    outcome = check(RawRow(0, row))
    assert isinstance(outcome, Example)
    return outcome


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sentence": None}, "sentence should be a text, but is missing"),
        ({"sentence": " "}, "sentence should be a text, but is ' '"),
        ({"guid": ""}, "the id should be a text or a number, but is ''"),
        ({"subject_entity": None}, "subject_entity should hold word, start_idx and end_idx"),
        ({"subject_entity": entity(word=None)}, "subject_entity needs a word and whole numbers"),
        ({"subject_entity": entity(start=4.0)}, "subject_entity needs a word and whole numbers"),
        ({"subject_entity": entity(type=3)}, "subject_entity.type should be a text, but is 3"),
        ({"object_entity": entity(start=-1)}, "but start_idx=-1, end_idx=5"),
        ({"object_entity": entity(end=99)}, "end_idx < 12 (the sentence's length)"),
        ({"object_entity": entity(start=6)}, "0 <= start_idx <= end_idx"),
        ({"object_entity": entity("고려")}, "word is '고려', but characters 4 to 5 are '조선'"),
        ({"object_entity": entity(end=6)}, "are '조선의'; end_idx is the last character"),
        ({"label": ""}, "label should be a name or a number, but is ''"),
        ({"label": 1.5}, "label should be a name or a number, but is 1.5"),
        ({"label": 1}, "label 1 is a number: name the labels in id order"),
    ],
)
def test_each_fault_is_told(changes: Row, problem: str, make_row: MakeRow) -> None:
    assert problem in problem_of(make_row(**changes))


def test_a_label_outside_the_given_names_gets_a_suggestion(make_row: MakeRow) -> None:
    problem = problem_of(make_row(label="rulez"), label_names=["none", "rules"])
    assert problem == "label 'rulez' is not in the label set; did you mean 'rules'?"


def test_an_integer_label_beyond_the_names_is_bad(make_row: MakeRow) -> None:
    assert "there are 2 label names" in problem_of(make_row(label=2), label_names=["a", "b"])


def test_a_row_without_label_is_bad_only_where_one_is_needed(make_row: MakeRow) -> None:
    row = make_row(label=None)
    assert example_of(row).label is None
    assert problem_of(row, labelled=True) == "has no label, which this part needs"


def test_overlapping_entities_are_valid_data(make_row: MakeRow) -> None:
    example = example_of(make_row(object_entity=entity("조선의 왕", 4, 8, "POH")))
    assert (example.subject, example.object) == (Entity(4, 6, "ORG"), Entity(4, 9, "POH"))


def test_an_unseen_or_missing_type_is_valid_data(make_row: MakeRow) -> None:
    example = example_of(make_row(subject_entity=entity(type="XYZ"), object_entity=entity(type="")))
    assert (example.subject.type, example.object.type) == ("XYZ", None)


def test_a_repeated_word_is_found_at_its_own_place(make_row: MakeRow) -> None:
    row = make_row(sentence="왕은 왕이다.", subject_entity=entity("왕", 3, 3))
    row["object_entity"] = entity("왕", 0, 0)
    example = example_of(row)
    assert (example.subject.start, example.object.start) == (3, 0)


def decomposed_entity(sentence: str, word: str) -> Row:
    word = normalize("NFD", word)
    start = normalize("NFD", sentence).index(word)
    return entity(word, start, start + len(word) - 1)


def test_decomposed_text_is_composed_and_its_spans_move_along(make_row: MakeRow) -> None:
    sentence = make_row()["sentence"]
    row = make_row(
        sentence=normalize("NFD", sentence),
        subject_entity=decomposed_entity(sentence, "조선"),
        object_entity=decomposed_entity(sentence, "세종"),
    )
    example = example_of(row)
    assert example.sentence == sentence
    assert (example.subject.start, example.subject.end, example.object.end) == (4, 6, 2)


def test_spans_counted_before_the_text_was_decomposed_still_hold(make_row: MakeRow) -> None:
    sentence = make_row()["sentence"]
    example = example_of(make_row(sentence=normalize("NFD", sentence)))
    assert (example.sentence, example.subject_word) == (sentence, "조선")


def test_a_wrong_span_of_decomposed_text_is_bad(make_row: MakeRow) -> None:
    row = make_row(sentence=normalize("NFD", "세종은 조선의 왕이다."))
    row["subject_entity"] = entity("조선", 11, 13)
    assert "subject_entity.word is '조선'" in problem_of(row)


def test_compatibility_ideographs_stay_as_written(make_row: MakeRow) -> None:
    sentence = "세종은 조선의 왕이다. 習近平은 \uf90a"
    assert example_of(make_row(sentence=sentence)).sentence == sentence


class TestReport:
    def read(self, path: Path, **options: Any) -> Reading:
        return read_examples(path, reader="klue-json", **options)

    def test_bad_rows_are_told_together_with_file_row_and_id(
        self, make_row: MakeRow, write_json: WriteJson
    ) -> None:
        rows = [make_row("a"), make_row("b", sentence=""), make_row("c"), "text"]
        with pytest.raises(DataError) as error:
            self.read(write_json(rows))
        assert "rows.json: 2 of 4 rows are bad" in str(error.value)
        assert "row 1 (id b): sentence should be" in str(error.value)
        assert "row 3: should be a JSON object, not 'text'" in str(error.value)

    def test_ten_are_listed_and_the_others_counted(
        self, make_row: MakeRow, write_json: WriteJson
    ) -> None:
        rows = [make_row(str(number), sentence="") for number in range(12)]
        with pytest.raises(DataError, match=r"row 9 .*\n  - and 2 more\n") as error:
            self.read(write_json(rows))
        assert "row 10 " not in str(error.value)

    def test_drop_keeps_the_good_rows_and_the_reasons(
        self, make_row: MakeRow, write_json: WriteJson
    ) -> None:
        reading = self.read(
            write_json([make_row("a", sentence=""), make_row("b")]), on_bad_row="drop"
        )
        assert [example.id for example in reading.examples] == ["b"]
        assert [(row.number, row.id) for row in reading.dropped] == [(0, "a")]

    def test_an_id_used_twice_is_bad_the_second_time(
        self, make_row: MakeRow, write_json: WriteJson
    ) -> None:
        path = write_json([make_row("a"), make_row("b"), make_row("a")])
        with pytest.raises(DataError, match=r"row 2 \(id a\): row 0 has this id already"):
            self.read(path)


@pytest.fixture(scope="module")
def klue_train(shared: Path) -> Reading:
    return read_examples(shared / "klue-re" / "train.json", reader="klue-json")


class TestKlue:
    def test_train_is_read_whole(self, klue_train: Reading) -> None:
        examples = klue_train.examples
        assert (len(examples), klue_train.dropped) == (32_470, ())
        assert len({example.sentence for example in examples}) == 28_803
        lengths = [len(example.sentence) for example in examples]
        assert (max(lengths), lengths.index(max(lengths))) == (455, 22_936)

    def test_the_competition_form_holds_the_same_rows(
        self, shared: Path, klue_train: Reading
    ) -> None:
        path = shared / "klue-re" / "train_sample.csv"
        from_csv = read_examples(path, reader="klue-csv").examples
        from_json = klue_train.examples[:2000]
        assert [contents(example) for example in from_csv] == list(map(contents, from_json))


def contents(example: Example) -> tuple[Any, ...]:
    """Return all but the id, which the competition counts anew."""
    return example.sentence, example.subject, example.object, example.label, example.source
