"""replay: which searches are compared, and the files that it writes."""

import csv

import pytest

from relsearch.commands.replay import replay, table
from tests.search.replay.made import make_curves, write_curves

FILE = """
study: mine
search: {trials: 3, sampler: {kind: random}, scheduler: {kind: none}}
fixed: {encoder: x, head: base, epochs: 2}
space: {lr: {low: 1.0e-5, high: 1.0e-3, log: true}}
"""


@pytest.fixture
def curves(tmp_path):
    return write_curves(tmp_path / "curves.parquet", make_curves())


def test_strategies_are_replayed_over_the_curves_own_space(curves):
    found = replay(curves, strategies=["random", "tpe+asha"], trials=4, repeats=2)
    assert [(one.name, one.trials, one.repeats) for one in found] == [
        ("random", 4, 2),
        ("tpe+asha", 4, 2),
    ]


def test_a_search_file_is_replayed_by_its_own_sampler_and_size(curves, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(FILE)
    (found,) = replay(curves, spaces=[file], repeats=2)
    assert (found.name, found.trials) == (str(file), 3)
    assert found.seconds.mean == 3 * 20


def test_every_strategy_named_is_replayed_over_every_file(curves, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(FILE)
    found = replay(curves, spaces=[file], strategies=["random", "tpe"], repeats=2)
    assert [one.name for one in found] == [f"{file}: random", f"{file}: tpe"]


def test_the_tables_are_written(curves, tmp_path):
    found = replay(curves, strategies=["random"], trials=3, repeats=2, output=tmp_path / "out")
    with (tmp_path / "out" / "replay.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert float(row["dev_low"]) <= float(row["dev"]) <= float(row["dev_high"])
    lines = (tmp_path / "out" / "replay.md").read_text().splitlines()
    assert lines[0].startswith("| search | dev | held-out | work, s |")
    assert lines[2] == f"| {' | '.join(table(found)[0].values())} |"
