"""Every row of READERS reads a tiny file of its form; each form's own traps."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from relsearch.data import READERS, DataConfig, Entity, Example, load_corpus, read_examples
from relsearch.data.readers import reads_files
from relsearch.errors import ConfigError, DataError

SENTENCE = "세종은 조선의 왕이다."
LABEL = "org:top_members/employees"
FIRST = Example(
    "a", f"{SENTENCE} a", Entity(4, 6, "ORG"), Entity(0, 2, "PER"), LABEL, source="wikipedia"
)
CSV_COLUMNS = ("id", "sentence", "subject_entity", "object_entity", "label", "source")
Row = dict[str, Any]


def write_csv(folder: Path, rows: Sequence[Row], columns: Sequence[str] = CSV_COLUMNS) -> Path:
    """Write klue-json rows as the competition does: CRLF, and dict literals for entities."""
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writeheader()
        table.writerows({**row, "id": row["guid"]} for row in rows)
    return path


def write_jsonl(folder: Path, rows: Sequence[Row]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def write_tsv(folder: Path, lines: Sequence[Sequence[object]]) -> Path:
    path = folder / "rows.tsv"
    text = "\n".join("\t".join(map(str, cells)) for cells in lines)
    path.write_text(text, encoding="utf-8")
    return path


def tsv_cells(row: Row) -> list[object]:
    entities = [row["subject_entity"], row["object_entity"]]
    spans = [entity[key] for entity in entities for key in ("word", "start_idx", "end_idx")]
    return [row["guid"], row["sentence"], *spans, row["label"]]


def write_hub(folder: Path, rows: Sequence[Row]) -> Path:
    """Make a local folder that `datasets` loads as it loads a data set of the hub."""
    (folder / "hub").mkdir()
    write_jsonl(folder, rows).rename(folder / "hub" / "train.jsonl")
    return folder / "hub"


@pytest.fixture
def rows(make_row: Callable[..., Row]) -> list[Row]:
    return [make_row(guid, sentence=f"{SENTENCE} {guid}") for guid in "abcd"]


def section(reader: str, folder: Path, rows: Sequence[Row]) -> Row:
    """Return the data section of a search file that reads the rows in the reader's form."""
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    keys: dict[str, Callable[[], Row]] = {
        "sample": lambda: {"rows": 100, "seed": 1},
        "klue-json": lambda: {"train": folder / "rows.json"},
        "klue-csv": lambda: {"train": write_csv(folder, rows)},
        "klue-2021-tsv": lambda: {"train": write_tsv(folder, [tsv_cells(row) for row in rows])},
        "jsonl": lambda: {"train": write_jsonl(folder, rows)},
        "hub": lambda: {"name": str(write_hub(folder, rows))},
    }
    return {"reader": reader, **keys[reader]()}


@pytest.fixture(autouse=True)
def private_hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_fills_a_corpus(reader: str, tmp_path: Path, rows: list[Row]) -> None:
    corpus = load_corpus(DataConfig.model_validate(section(reader, tmp_path, rows)))
    assert corpus.train and corpus.dev and corpus.select
    assert all(example.label in corpus.labels for example in corpus.train)


@pytest.mark.parametrize("reader", [name for name in READERS if name != "sample"])
def test_every_reader_finds_the_same_example(reader: str, tmp_path: Path, rows: list[Row]) -> None:
    corpus = load_corpus(DataConfig.model_validate(section(reader, tmp_path, rows)))
    example = next(row for row in (*corpus.train, *corpus.dev) if row.id == "a")
    assert (example.subject_word, example.object_word) == ("조선", "세종")
    assert (example.sentence, example.label) == (f"{SENTENCE} a", LABEL)


@pytest.mark.parametrize("reader", [name for name in READERS if reads_files(name)])
def test_a_byte_order_mark_is_no_text(reader: str, tmp_path: Path, rows: list[Row]) -> None:
    path = section(reader, tmp_path, rows)["train"]
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [example.id for example in read_examples(path, reader=reader).examples] == list("abcd")


@pytest.mark.parametrize("reader", [name for name in READERS if reads_files(name)])
def test_a_file_that_is_not_utf8_is_named(reader: str, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes("id,문장\n".encode("cp949"))
    with pytest.raises(DataError, match="rows is not UTF-8"):
        read_examples(path, reader=reader)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no file .*none\.json"):
        read_examples(tmp_path / "none.json", reader="klue-json")


def test_a_misspelt_reader_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'klue-json'"):
        read_examples(tmp_path, reader="klue-jsn")


def test_a_reader_without_files_says_which_have_some(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'hub' reads no file; choose from klue-json"):
        read_examples(tmp_path, reader="hub")


class TestKlueJson:
    def test_the_exact_example(self, tmp_path: Path, rows: list[Row]) -> None:
        path = section("klue-json", tmp_path, rows)["train"]
        assert read_examples(path, reader="klue-json").examples[0] == FIRST

    def test_integer_labels_are_in_the_official_order(
        self, make_row: Callable[..., Row], write_json: Callable[..., Path]
    ) -> None:
        path = write_json([make_row("a", label=1), make_row("b", label=29)])
        labels = [row.label for row in read_examples(path, reader="klue-json").examples]
        assert labels == ["org:dissolved", "per:title"]

    def test_given_label_names_decide_integer_labels(
        self, make_row: Callable[..., Row], write_json: Callable[..., Path]
    ) -> None:
        path = write_json([make_row(label=1)])
        reading = read_examples(path, reader="klue-json", label_names=["none", "rules"])
        assert reading.examples[0].label == "rules"

    @pytest.mark.parametrize("label", [None, -1])
    def test_no_label_is_unlabelled(
        self, label: int | None, make_row: Callable[..., Row], write_json: Callable[..., Path]
    ) -> None:
        path = write_json([make_row(label=label)])
        assert read_examples(path, reader="klue-json").examples[0].label is None

    def test_something_else_than_a_list_is_an_error(self, write_json: Callable[..., Path]) -> None:
        with pytest.raises(DataError, match="should hold a JSON list of rows, not dict"):
            read_examples(write_json({"data": []}), reader="klue-json")

    def test_jsonl_gets_the_right_reader_suggested(self, tmp_path: Path, rows: list[Row]) -> None:
        with pytest.raises(DataError, match="for one object a line use jsonl"):
            read_examples(write_jsonl(tmp_path, rows), reader="klue-json")


class TestKlueCsv:
    def read(self, folder: Path, rows: Sequence[Row]) -> tuple[Example, ...]:
        return read_examples(write_csv(folder, rows), reader="klue-csv").examples

    def test_the_exact_example(self, tmp_path: Path, rows: list[Row]) -> None:
        assert self.read(tmp_path, rows)[0] == FIRST

    def test_label_100_is_unlabelled(self, tmp_path: Path, make_row: Callable[..., Row]) -> None:
        assert self.read(tmp_path, [make_row(label=100)])[0].label is None

    def test_other_numbers_need_label_names(
        self, tmp_path: Path, make_row: Callable[..., Row]
    ) -> None:
        path = write_csv(tmp_path, [make_row(label=1)])
        with pytest.raises(DataError, match="label 1 is a number: name the labels in id order"):
            read_examples(path, reader="klue-csv")
        reading = read_examples(path, reader="klue-csv", label_names=["none", "rules"])
        assert reading.examples[0].label == "rules"

    def test_a_comma_and_a_quote_inside_an_entity(
        self, tmp_path: Path, make_row: Callable[..., Row]
    ) -> None:
        word = 'It\'s "왕, 세종"'
        subject = {"word": word, "start_idx": 0, "end_idx": len(word) - 1, "type": "POH"}
        place = {"word": "조선", "start_idx": 13, "end_idx": 14, "type": "ORG"}
        row = make_row(sentence=f"{word} 조선", subject_entity=subject, object_entity=place)
        assert self.read(tmp_path, [row])[0].subject_word == word

    def test_a_field_longer_than_the_csv_module_allows(
        self, tmp_path: Path, make_row: Callable[..., Row]
    ) -> None:
        csv.field_size_limit(131_072)
        (example,) = self.read(tmp_path, [make_row(sentence=SENTENCE + "가" * 200_000)])
        assert len(example.sentence) == 200_000 + len(SENTENCE)

    def test_missing_columns_are_named(self, tmp_path: Path, rows: list[Row]) -> None:
        path = write_csv(tmp_path, rows, columns=("id", "sentence", "label"))
        with pytest.raises(DataError, match="lacks the columns subject_entity, object_entity"):
            read_examples(path, reader="klue-csv")

    def test_an_entity_is_data_and_never_code(
        self, tmp_path: Path, make_row: Callable[..., Row]
    ) -> None:
        path = write_csv(tmp_path, [make_row(subject_entity="dict(word='조선')")])
        with pytest.raises(DataError, match=r"row 0 \(line 2, id a\): an entity is no Python dict"):
            read_examples(path, reader="klue-csv")

    def test_a_row_begins_on_its_first_line(
        self, tmp_path: Path, make_row: Callable[..., Row]
    ) -> None:
        broken = SENTENCE + "\n다음 줄"
        path = write_csv(tmp_path, [make_row("a", sentence=broken), make_row("b", sentence="")])
        with pytest.raises(DataError, match=r"row 1 \(line 4, id b\)"):
            read_examples(path, reader="klue-csv")

    def test_a_row_of_too_few_cells_is_bad(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_text(",".join(CSV_COLUMNS) + "\r\na,짧은 줄\r\n", encoding="utf-8")
        with pytest.raises(DataError, match="does not have one cell for each column"):
            read_examples(path, reader="klue-csv")


class TestKlue2021Tsv:
    def read_one(self, folder: Path, *cells: object) -> Example:
        (example,) = read_examples(write_tsv(folder, [cells]), reader="klue-2021-tsv").examples
        return example

    @pytest.mark.parametrize("more", [0, 1])
    def test_the_end_may_be_inclusive_or_exclusive(self, tmp_path: Path, more: int) -> None:
        ends = 5 + more, 1 + more
        cells = ("조선", 4, ends[0], "세종", 0, ends[1], "단체:구성원")
        example = self.read_one(tmp_path, "a", SENTENCE, *cells)
        assert (example.subject, example.object) == (Entity(4, 6), Entity(0, 2))

    def test_blind_is_unlabelled(self, tmp_path: Path) -> None:
        cells = ("조선", 4, 5, "세종", 0, 1, "blind")
        assert self.read_one(tmp_path, "a", SENTENCE, *cells).label is None

    def test_a_sentence_keeps_its_quotes_where_they_count(self, tmp_path: Path) -> None:
        sentence = f'"{SENTENCE}"'
        cells = ("조선", 5, 6, "세종", 1, 2, "관계_없음")
        assert self.read_one(tmp_path, "a", sentence, *cells).sentence == sentence

    def test_a_sentence_quoted_by_a_spreadsheet_is_unquoted(self, tmp_path: Path) -> None:
        quoted = '"""왕"" ' + SENTENCE + '"'
        cells = ("조선", 8, 9, "세종", 4, 5, "관계_없음")
        assert self.read_one(tmp_path, "a", quoted, *cells).sentence == '"왕" ' + SENTENCE

    @pytest.mark.parametrize(
        ("cells", "problem"),
        [
            (("a", SENTENCE), "has 2 tab-separated columns, not 9"),
            (("a", SENTENCE, "조선", "x", 5, "세종", 0, 1, "blind"), "should be whole numbers"),
            (("a", SENTENCE, "조선", 5, 6, "세종", 0, 1, "blind"), "characters 5 to 6 are '선의'"),
        ],
    )
    def test_a_bad_line_is_told(
        self, tmp_path: Path, cells: Sequence[object], problem: str
    ) -> None:
        path = write_tsv(tmp_path, [cells])
        with pytest.raises(DataError, match=rf"row 0 \(line 1, id a\).*{problem}"):
            read_examples(path, reader="klue-2021-tsv")


class TestJsonl:
    def test_empty_lines_are_no_rows(self, tmp_path: Path, rows: list[Row]) -> None:
        reading = read_examples(write_jsonl(tmp_path, rows), reader="jsonl")
        assert [example.id for example in reading.examples] == list("abcd")

    @pytest.mark.parametrize(
        ("line", "problem"),
        [("{oops", "is not JSON"), ("[1, 2]", r"should be a JSON object, not \[1, 2\]")],
    )
    def test_a_broken_line_is_told_by_row_and_line(
        self, tmp_path: Path, rows: list[Row], line: str, problem: str
    ) -> None:
        path = write_jsonl(tmp_path, rows[:1])
        path.write_text(path.read_text() + "\n\n" + line, encoding="utf-8")
        with pytest.raises(DataError, match=rf"row 1 \(line 3\): {problem}"):
            read_examples(path, reader="jsonl")


class FakeHub:
    """Stands where `datasets.load_dataset_builder` does, the edge to the network."""

    def __init__(self, answer: Any, *, commit: str = "abc") -> None:
        self.answer, self.hash = answer, commit
        self.asked: tuple[Any, ...] = ()

    def __call__(self, *path: Any, revision: Any) -> Any:
        self.asked = (*path, revision)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self

    def download_and_prepare(self) -> None:
        pass

    def as_dataset(self) -> Any:
        return self.answer


class TestHub:
    def load(self, hub: FakeHub, monkeypatch: pytest.MonkeyPatch, **keys: Any) -> Any:
        monkeypatch.setattr("datasets.load_dataset_builder", hub)
        return load_corpus(DataConfig.model_validate({"reader": "hub", **keys}))

    def splits(self, rows: Sequence[Row], names: Sequence[str], **parts: Sequence[Row]) -> Any:
        from datasets import ClassLabel, Dataset, DatasetDict

        def split(rows: Sequence[Row]) -> Any:
            return Dataset.from_list(list(rows)).cast_column("label", ClassLabel(names=list(names)))

        return DatasetDict({"train": split(rows), **{k: split(v) for k, v in parts.items()}})

    def test_splits_become_parts_and_ids_become_names(
        self, make_row: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        train = [make_row(f"t{number}", label=number % 2) for number in range(4)]
        parts = {"validation": [make_row("v", label=1)], "test": [make_row("x", label=-1)]}
        corpus = self.load(
            FakeHub(self.splits(train, ["none", "rules"], **parts)), monkeypatch, name="me/mine"
        )
        assert [row.label for row in corpus.train] == ["none", "rules", "none", "rules"]
        assert [(row.id, row.label) for row in (*corpus.dev, *corpus.test)] == [
            ("v", "rules"),
            ("x", None),
        ]
        assert corpus.labels == ("none", "rules")

    def test_the_commit_that_a_name_stood_for_is_recorded_and_its_version(
        self, make_row: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commit = "349481ec73fff722f88e0453ca05c77a447d967c"
        rows, dev = ([make_row(name, label=0)] for name in ("t", "v"))
        hub = FakeHub(self.splits(rows, ["none"], validation=dev), commit=commit)
        corpus = self.load(hub, monkeypatch, name="me/mine")
        assert corpus.data_sets == {"train": {"revision": commit}, "dev": {"revision": commit}}
        assert f"me/mine: revision {commit}" in corpus.notes
        pinned = self.load(hub, monkeypatch, name="me/mine", revision="1.0.0")
        assert pinned.data_sets["train"] == {"version": "1.0.0", "revision": commit}

    def test_klue_re_is_a_configuration_of_klue(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hub = FakeHub(ConnectionError("no route"))
        with pytest.raises(DataError):
            self.load(hub, monkeypatch, name="klue/re", revision="v1")
        assert hub.asked == ("klue", "re", "v1")

    def test_out_of_reach_names_the_data_set_and_the_local_way(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(DataError, match=r"'klue/re' from the hub: no route\n.*data\.train"):
            self.load(FakeHub(ConnectionError("no route")), monkeypatch, name="klue/re")

    def test_a_data_set_without_train_is_an_error(
        self, make_row: Callable[..., Row], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        splits = self.splits([make_row(label=0)], ["none"])
        splits["test"] = splits.pop("train")
        with pytest.raises(DataError, match="me/mine has no train split; it has test"):
            self.load(FakeHub(splits), monkeypatch, name="me/mine")
