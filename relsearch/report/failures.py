"""The failures: trials that ended without a result, and why."""

from relsearch.report.blocks import Column, Section, Table
from relsearch.report.material import Material
from relsearch.report.words import duration, short

COLUMNS = (Column("trial", "number"), Column("after"), Column("error"), Column("settings"))


def failures(material: Material) -> Section | None:
    """Return the failed trials as a table; None where there is none."""
    rows = [
        [
            record.number,
            duration(record.seconds),
            record.error,
            ", ".join(f"{key} {short(value)}" for key, value in record.values.items()),
        ]
        for record in material.records
        if record.state == "failed"
    ]
    return Section("Failed trials", [Table(COLUMNS, rows)]) if rows else None
