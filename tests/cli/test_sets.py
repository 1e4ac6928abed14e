"""relsearch data clean, split, describe and push, typed; the choices that their help repeats."""

from typing import get_args

from relsearch.cli import sets
from relsearch.data.cleaning import RULES
from relsearch.data.splits import By
from tests.cli.test_cli import run
from tests.hand_made import write_rows


def test_choices_are_spelt_as_in_their_tables():
    assert get_args(sets.RuleName) == tuple(RULES)
    assert get_args(sets.ByName) == get_args(By)


def test_clean_prints_what_it_did_and_the_version(monkeypatch, capsys, tmp_path):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse", "founded"])
    text = file.read_text(encoding="utf-8")
    again = text.replace('"rows-', '"more-').replace('"founded"', '"spouse"')
    file.write_text(text + again, encoding="utf-8")
    output = ("--reader", "jsonl", "--output", tmp_path / "set")
    code, out, _ = run(monkeypatch, capsys, "data", "clean", file, *output)
    assert code == 0
    assert out.startswith("2 groups of rows ask the same; 1 of them contradict themselves")
    assert "removed by duplicate: 1 rows" in out
    assert "removed by contradiction: 2 rows" in out
    assert out.splitlines()[-1].startswith("version 1.0.0: ")


def test_split_prints_labels_leaks_and_the_version(monkeypatch, capsys, tmp_path):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse"] * 20)
    output = ("--reader", "jsonl", "--output", tmp_path / "set")
    code, out, _ = run(monkeypatch, capsys, "data", "split", file, *output)
    assert code == 0
    assert "│ all    │    18 │   2 │" in out
    assert "train / dev" in out
    assert out.splitlines()[-1].startswith("version 1.0.0: ")


def test_dev_and_folds_exclude_each_other(monkeypatch, capsys, tmp_path):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse"] * 20)
    output = ("--reader", "jsonl", "--output", tmp_path / "set")
    both = ("--dev", "0.2", "--folds", "3")
    code, _, err = run(monkeypatch, capsys, "data", "split", file, *output, *both)
    assert code == 1
    assert "exclude each other" in err


def test_describe_prints_its_tables_and_names_the_page(monkeypatch, capsys, tmp_path):
    files = [write_rows(tmp_path / f"{name}.jsonl", ["spouse", "founded"]) for name in ("a", "b")]
    options = ("--reader", "jsonl", "--output", tmp_path / "page.html")
    code, out, _ = run(monkeypatch, capsys, "data", "describe", *files, *options)
    assert code == 0
    assert "Label shift from the first part" in out
    assert "a / b" in out
    assert out.splitlines()[-1] == f"page: {tmp_path / 'page.html'}"


def test_push_says_what_a_search_file_reads(monkeypatch, capsys, tmp_path):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse"] * 20)
    output = ("--reader", "jsonl", "--output", tmp_path / "set")
    run(monkeypatch, capsys, "data", "split", file, *output)
    code, out, _ = run(monkeypatch, capsys, "data", "push", tmp_path / "set", tmp_path / "mine")
    assert code == 0
    assert out == f"in a search file: data: {{reader: hub, name: {tmp_path}/mine/1.0.0}}\n"
