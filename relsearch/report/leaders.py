"""The leaders: the best trials, their scores and the settings in which trials differ."""

from typing import Any

from relsearch.report.blocks import Block, Column, Remark, Section, Table
from relsearch.report.material import Material
from relsearch.report.words import short
from relsearch.study import Record

SHOWN = 10


def leaders(material: Material) -> Section | None:
    """Return the best trials as a table; None where no trial has a score."""
    if not material.ranked:
        return None
    columns = [Column("rank", "number"), Column("trial", "number"), Column("state")]
    columns += [Column(name, "number") for name in _scores(material, material.ranked[0])]
    columns += [Column("epochs", "number"), *map(Column, material.searched)]
    rows = [
        _row(material, rank, record) for rank, record in enumerate(material.ranked[:SHOWN], start=1)
    ]
    return Section("Best trials", [Table(columns, rows), *_rest(material)])


def _row(material: Material, rank: int, record: Record) -> list[Any]:
    scores = [f"{value:.2f}" for value in _scores(material, record).values()]
    settings = [
        short(record.values[key]) if key in record.values else None for key in material.searched
    ]
    return [rank, record.number, record.state, *scores, f"{record.epochs_run:g}", *settings]


def _scores(material: Material, record: Record) -> dict[str, float]:
    """The optimised score, micro F1 and AUPRC on dev, and test's micro F1 where it is labelled."""
    scores = {material.metric: record.score, "micro_f1": record.micro_f1, "auprc": record.auprc}
    if any("test" in one.scores for one in material.ranked):
        scores["test micro_f1"] = record.scores.get("test", {}).get("micro_f1")
    return {name: float("nan") if value is None else value for name, value in scores.items()}


def _rest(material: Material) -> list[Block]:
    more = len(material.ranked) - SHOWN
    return [Remark(f"{more} more stand in leaderboard.csv.")] if more > 0 else []
