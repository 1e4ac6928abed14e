"""data describe: files as parts, tokens under an encoder, and a page."""

import time

import pytest

from relsearch.commands.data_describe import data_describe
from tests.hand_made import write_rows


def test_files_are_parts_named_after_them(tmp_path):
    files = [write_rows(tmp_path / f"{name}.jsonl", ["spouse"]) for name in ("train", "dev")]
    tables = data_describe(files, reader="jsonl").tables
    assert [row["part"] for row in tables["Duplicates"]] == ["train", "dev"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    files = [write_rows(tmp_path / folder / "rows.jsonl", ["spouse"]) for folder in "ab"]
    tables = data_describe(files, reader="jsonl").tables
    assert [row["part"] for row in tables["Duplicates"]] == [str(file) for file in files]


def test_tokens_are_counted_as_the_rows_are_written(tmp_path, tiny_encoder):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse", "founded"])

    def longest(**options):
        described = data_describe([file], reader="jsonl", encoder=str(tiny_encoder), **options)
        return next(row["longest"] for row in described.tables["Lengths"] if row["in"] == "tokens")

    assert longest(input_format="typed_entity_marker", prompt="quiz") > longest() > 10
    assert longest(prompt={"template": "{subject}, {object}?"}) > longest()
    typed = {
        "input_format": "typed_entity_marker_punct"
    }  # types are words: PER and ORG, 사람, 단체
    assert longest(**typed) == longest(**typed, type_transform=True) + 2


def test_the_page_stands_alone(tmp_path, tiny_encoder):
    files = [write_rows(tmp_path / f"{name}.jsonl", ["spouse", "<b>"]) for name in ("one", "two")]
    page = tmp_path / "page.html"
    data_describe(files, reader="jsonl", encoder=str(tiny_encoder), output=page)
    html = page.read_text(encoding="utf-8")
    assert "Label shift from the first part" in html
    assert html.count('class="plotly-graph-div"') == 7
    assert '<td class="text"><b>' not in html
    assert 'src="http' not in html


@pytest.mark.slow
def test_klue_with_tokens_takes_seconds(shared, tmp_path):
    files = [shared / "klue-re" / f"{name}.json" for name in ("train", "dev_public")]
    began = time.perf_counter()
    described = data_describe(files, reader="klue-json", encoder=str(shared / "e5-small-ko"))
    assert time.perf_counter() - began < 60
    duplicates = described.tables["Duplicates"][0]
    assert (duplicates["groups of duplicates"], duplicates["contradictions"]) == (46, 5)
    assert described.tables["Shared by two parts"][0]["sentences"] == 58
