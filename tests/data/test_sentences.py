import json
from pathlib import Path

import pytest

from relsearch.data.sentences import read_sentences
from relsearch.errors import DataError

FORMS = {
    ".txt": "가람이 왔다.\n\n 나래가 갔다. \n",
    ".json": json.dumps([{"sentence": "가람이 왔다."}, {"sentence": "나래가 갔다."}]),
    ".jsonl": '{"sentence": "가람이 왔다."}\n\n{"sentence": "나래가 갔다."}\n',
    ".csv": "id,sentence,label\n0,가람이 왔다.,1\n1,나래가 갔다.,2\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_its_sentences_in_order(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"text{form}"
    file.write_text(FORMS[form], encoding="utf-8")
    assert read_sentences([file]) == ["가람이 왔다.", "나래가 갔다."]


def test_a_sentence_of_two_files_is_read_once(tmp_path: Path) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for file in files:
        file.write_text("가람이 왔다.", encoding="utf-8")
    assert read_sentences(files) == ["가람이 왔다."]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.pdf", "", "choose from .txt, .json, .jsonl, .csv"),
        ("a.txt", " \n", "no sentence in"),
        ("a.json", '[{"text": "가"}]', "should hold its sentences under 'sentence'"),
        ("a.json", "{", "cannot read .* as .json"),
        ("a.json", '["가"]', "cannot read .* as .json"),
        ("a.csv", "id,text\n0,가\n", "should hold its sentences under 'sentence'"),
        ("a.csv", "", "cannot read .* as .csv"),
    ],
)
def test_a_file_without_sentences_is_told(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_sentences([tmp_path / name])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        read_sentences([tmp_path / "a.txt"])
