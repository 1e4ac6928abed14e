"""data clean: a version of a set, its changes on record, and decisions read back from them."""

import csv
import json

import pytest

from relsearch.commands.data_clean import data_clean
from relsearch.data import read_examples
from relsearch.data.sets import MANIFEST
from relsearch.errors import DataError
from tests.hand_made import write_rows


@pytest.fixture
def file(tmp_path):
    """Six rows: two duplicates and, under another sentence, a contradiction."""
    rows = write_rows(tmp_path / "rows.jsonl", ["spouse", "founded"] * 3)
    lines = rows.read_text(encoding="utf-8").splitlines()
    first, second = (json.loads(line) for line in lines[:2])
    again = [{**first, "guid": "again"}, {**second, "guid": "against", "label": "no_relation"}]
    more = [json.dumps(row, ensure_ascii=False) for row in again]
    rows.write_text("\n".join([*lines[:4], *more]), encoding="utf-8")
    return rows


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as written:
        return list(csv.DictReader(written))


def ids(folder):
    return [row.id for row in read_examples(folder / "rows.json", reader="klue-json").examples]


def test_clean_rows_are_a_version_with_every_change_on_record(file, tmp_path):
    done = data_clean(file, reader="jsonl", output=tmp_path / "set")
    assert ids(done.folder) == ["rows-0", "rows-2", "rows-3"]
    changes = table(done.folder / "changes.csv")
    assert [(row["id"], row["cause"], row["others"]) for row in changes] == [
        ("rows-1", "contradiction", "against"),
        ("again", "duplicate", "rows-0"),
        ("against", "contradiction", "rows-1"),
    ]
    made = json.loads((done.folder / MANIFEST).read_text(encoding="utf-8"))["made"]
    assert (made["command"], made["rule"], made["source"]["file"]) == (
        "clean",
        "drop",
        "rows.jsonl",
    )


def test_the_listed_contradictions_filled_in_are_decisions(file, tmp_path):
    listed = data_clean(file, reader="jsonl", output=tmp_path / "set").folder / "contradictions.csv"
    rows = table(listed)
    assert [(row["id"], row["decision"]) for row in rows] == [("rows-1", ""), ("against", "")]
    text = listed.read_text(encoding="utf-8-sig")
    decided = tmp_path / "decided.csv"
    decided.write_text(text.replace("against,no_relation,", "against,no_relation,founded"))
    done = data_clean(file, reader="jsonl", output=tmp_path / "set", decisions=decided)
    assert done.folder.name == "1.1.0"
    assert ids(done.folder) == ["rows-0", "rows-1", "rows-2", "rows-3"]
    assert table(done.folder / "contradictions.csv")[1]["decision"] == "founded"


def test_a_set_made_from_a_version_names_it(file, tmp_path):
    first = data_clean(file, reader="jsonl", output=tmp_path / "one").folder
    again = data_clean(first / "rows.json", reader="klue-json", output=tmp_path / "two").folder
    source = json.loads((again / MANIFEST).read_text(encoding="utf-8"))["made"]["source"]
    assert (source["file"], source["version"]) == ("rows.json", "1.0.0")


@pytest.mark.parametrize("text", ["row,label\na,drop\n", None])
def test_a_file_that_holds_no_decisions_is_told(file, tmp_path, text):
    path = tmp_path / "decisions.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DataError, match=r"decisions\.csv"):
        data_clean(file, reader="jsonl", output=tmp_path / "set", decisions=path)
