"""The live table: one row a trial while the search runs; plain lines where there is no terminal."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from rich.console import Console, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from relsearch.search.watch import cell, settings
from relsearch.study import EvaluationRecord, Record

KEPT = 100  # finished trials: more than any screen shows
STYLES = {"running": "cyan", "complete": "green", "pruned": "yellow", "failed": "red"}


@dataclass
class Row:
    """What the table shows of a trial."""

    values: dict[str, Any]
    state: str = "running"
    epoch: float = 0.0
    last: float | None = None
    best: float | None = None
    since: float = field(default_factory=time.monotonic)
    seconds: float = 0.0


class LiveTable:
    """A Watcher that shows the search; use as a context manager."""

    def __init__(
        self, console: Console, *, trials: int, columns: Sequence[str], done: int = 0
    ) -> None:
        self._console = console
        self._trials = trials
        self._columns = columns
        self._finished = done
        self._rows: dict[int, Row] = {}
        self._best: tuple[float, int] | None = None
        self._started = time.monotonic()
        self._live = Live(
            get_renderable=self._render, console=console, refresh_per_second=1, transient=True
        )

    def __enter__(self) -> "LiveTable":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._live.stop()

    def started(self, number: int, values: dict[str, Any]) -> None:
        """Add the trial's row."""
        self._rows[number] = Row(values)
        self._say(f"trial {number} started: {escape(settings(values))}")

    def evaluated(self, number: int, evaluation: EvaluationRecord) -> None:
        """Show the trial's newest and best score."""
        row = self._rows[number]
        row.epoch, row.last = evaluation.epoch, evaluation.score
        row.best = max(evaluation.score, row.best or evaluation.score)
        self._note_best(row.best, number)
        self._say(f"trial {number} epoch {evaluation.epoch:g}: {evaluation.score:.2f}")

    def finished(self, record: Record) -> None:
        """Mark the trial complete, pruned or failed."""
        row = self._rows.setdefault(record.number, Row(record.values))
        row.state, row.best, row.seconds = record.state, record.score, record.seconds
        row.epoch = record.epochs_run
        self._note_best(record.score, record.number)
        self._forget()
        self._finished += 1
        best = "" if record.score is None else f", best {record.score:.2f}"
        why = f": {record.error}" if record.error else ""
        self._say(f"trial {record.number} {record.state}{best}{why} {self._progress()}")

    def noted(self, sentence: str) -> None:
        """Print the sentence, above the table where there is one."""
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def _note_best(self, score: float | None, number: int) -> None:
        if score is not None:
            self._best = max(self._best or (score, number), (score, number))

    def _forget(self) -> None:
        """Drop the rows of all but the best finished trials, or each look would go through more."""
        finished = [number for number, row in self._rows.items() if row.state != "running"]
        if len(finished) > 2 * KEPT:  # many at once: sorting takes longer than dropping
            for number, _ in self._ordered()[len(self._rows) - len(finished) + KEPT :]:
                del self._rows[number]

    def _say(self, line: str) -> None:
        if not self._console.is_terminal:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _progress(self) -> str:
        return f"[{self._finished}/{self._trials}]"

    def _render(self) -> RenderableType:
        table = Table(title=self._title(), title_justify="left", expand=False)
        for name in ("trial", "state", *self._columns, "epoch", "last", "best", "seconds"):
            table.add_column(name, justify="left" if name in self._columns else "right")
        for number, row in self._visible():
            table.add_row(*self._cells(number, row), style=STYLES[row.state])
        return table

    def _title(self) -> str:
        elapsed = time.monotonic() - self._started
        best = self._best
        said = f"best {best[0]:.2f} (trial {best[1]})" if best else "no evaluation yet"
        return f"{self._finished}/{self._trials} trials · {said} · {elapsed / 60:.1f} min"

    def _visible(self) -> list[tuple[int, Row]]:
        """Return as many rows as fit the screen."""
        return self._ordered()[: max(5, self._console.height - 6)]

    def _ordered(self) -> list[tuple[int, Row]]:
        """Running trials first, then the best finished ones."""
        return sorted(
            self._rows.items(),
            key=lambda item: (item[1].state != "running", -(item[1].best or 0.0), item[0]),
        )

    def _cells(self, number: int, row: Row) -> list[str]:
        seconds = row.seconds or time.monotonic() - row.since
        values = [escape(cell(row.values.get(column, ""))) for column in self._columns]
        scores = ["" if one is None else f"{one:.2f}" for one in (row.last, row.best)]
        return [str(number), row.state, *values, f"{row.epoch:g}", *scores, f"{seconds:.0f}"]
