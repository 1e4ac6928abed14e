"""Output: cells, and tables that a pipe gets whole."""

import pytest

from relsearch.cli.output import cell, print_table, say


@pytest.mark.parametrize(
    ("value", "name", "shown"),
    [
        (0.0, "micro_f1", "0.00"),
        (71.2345, "auprc", "71.23"),
        (0.5, "score", "0.50"),
        (2e-05, "lr", "2e-05"),
        (12.34, "seconds", "12"),
        (3.0, "epochs_run", "3"),
        (None, "lr", ""),
        (True, "type_transform", "True"),
    ],
)
def test_a_cell_has_the_digits_of_its_column(value, name, shown):
    assert cell(value, name) == shown


def test_a_long_line_is_not_wrapped(capsys):
    say("가" * 3000)
    assert capsys.readouterr().out == "가" * 3000 + "\n"


def test_brackets_are_no_markup(capsys):
    say("[E1] 부덕이 [/E1]는")
    print_table([{"text": "[bold]"}])
    assert capsys.readouterr().out.count("[") == 3


def test_a_wide_table_is_not_wrapped(capsys):
    print_table([{f"column{number}": "x" * 20 for number in range(20)}])
    assert len(capsys.readouterr().out.splitlines()) == 5
