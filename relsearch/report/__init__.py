"""The report: a study as one self-contained page, from its records and stored predictions."""

from relsearch.report.write import write_report

__all__ = ["write_report"]
