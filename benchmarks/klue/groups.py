"""Tables of the grid, the heads and the losses, next to the report's figures."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.klue.configurations import GRID, GROUPS, Configuration
from benchmarks.klue.section import Section, rank_correlation, spread
from benchmarks.klue.standing import FEWEST, FIRST_SEED, Rows, rows_of

SCORES = {
    "validation F1": "validation_micro_f1",
    "dev_public F1": "dev_public_micro_f1",
    "dev_public AUPRC": "dev_public_auprc",
}
REPORT = ("report F1", "report AUPRC")


def group_sections(rows: Rows) -> Iterator[Section]:
    """Yield the grid by the first seed, then all that has several seeds with its deviation."""
    first = [row for row in rows if row["seed"] == str(FIRST_SEED)]
    yield from _section("grid", f"Seed {FIRST_SEED}; head base.{_likeness(first)}", GRID, first)
    on = "On format and prompt of the grid's row 16; mean ± standard deviation over seeds."
    yield from _section("heads", on, GROUPS["heads"], rows)
    yield from _section("losses", f"{on} Head base.", GROUPS["losses"], rows)
    yield from _section("strong", "Head learning rate 5 x lr; as above.", GROUPS["strong"], rows)
    repeated = [one for one in GRID if len(rows_of(one, rows)) > 1]
    best = "The grid's best by validation; mean ± standard deviation over seeds."
    yield from _section("repeated", best, repeated, rows)


def _likeness(rows: Rows) -> str:
    """Say how alike the orders of the grid's rows are on dev_public and in the report."""
    pairs = [
        (float(row[SCORES["dev_public F1"]]), one.reported[0])
        for one in GRID
        for row in rows_of(one, rows)
        if one.reported
    ]
    if len(pairs) < FEWEST:
        return ""
    correlation = rank_correlation(*zip(*pairs, strict=True))
    return f" Spearman between dev_public F1 and report F1 over {len(pairs)} rows: {correlation}."


def _section(
    title: str, remark: str, configurations: Sequence[Configuration], rows: Rows
) -> Iterator[Section]:
    """Yield the table of those that have run, if any has."""
    ran = [(one, rows_of(one, rows)) for one in configurations]
    lines = [_line(one, its_rows) for one, its_rows in ran if its_rows]
    if lines:
        yield Section(title, remark, lines)


def _line(configuration: Configuration, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    reported = configuration.reported or ("not run", "not run")
    scores = {
        title: spread([float(row[column]) for row in rows]) for title, column in SCORES.items()
    }
    return {
        **_names(configuration),
        "seeds": len(rows),
        **scores,
        **dict(zip(REPORT, reported, strict=True)),
    }


def _names(configuration: Configuration) -> dict[str, str]:
    """Return what the table calls a configuration."""
    if configuration.group != "grid":
        return {configuration.group: configuration.name}
    values = configuration.values
    types = ", Korean types" if values["type_transform"] else ""
    return {
        "#": configuration.name,
        "input_format": f"{values['input_format']}{types}",
        "prompt": values["prompt"],
    }
