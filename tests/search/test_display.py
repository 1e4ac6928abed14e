"""The live table, and the plain lines that stand for it where there is no terminal."""

import io

from rich.console import Console

from relsearch.config import TrialConfig
from relsearch.search.display import KEPT, LiveTable
from relsearch.study import Record
from tests.search.test_pruning import evaluation


def record(state="complete", error=None):
    evaluations = () if error else (evaluation(1, 61.234),)
    return Record(
        number=0,
        state=state,
        config=TrialConfig(encoder="bundled/mini"),
        values={"lr": 0.0001},
        evaluations=evaluations,
        error=error,
    )


def play(console, ending):
    with LiveTable(console, trials=2, columns=["lr"]) as table:
        table.started(0, {"lr": 0.0001})
        table.evaluated(0, evaluation(1, 61.234))
        table.finished(ending)
        return table


def test_without_a_terminal_each_event_is_one_line():
    said = io.StringIO()
    play(Console(file=said, width=40), record())
    assert said.getvalue().splitlines() == [
        "trial 0 started: lr=0.0001",
        "trial 0 epoch 1: 61.23",
        "trial 0 complete, best 61.23 [1/2]",
    ]


def test_a_failed_trial_says_why():
    said = io.StringIO()
    play(Console(file=said, width=200), record("failed", error="the loss is nan"))
    assert "trial 0 failed: the loss is nan [1/2]" in said.getvalue()


def test_on_a_terminal_the_table_shows_state_and_best_score():
    said = io.StringIO()
    console = Console(file=said, width=100, height=30, force_terminal=True, legacy_windows=False)
    table = play(console, record())
    console.print(table._render())
    shown = said.getvalue()
    assert "1/2 trials · best 61.23 (trial 0)" in shown
    assert "complete" in shown


def test_a_resumed_search_counts_what_was_done_before():
    said = io.StringIO()
    with LiveTable(Console(file=said), trials=9, columns=[], done=5) as table:
        table.finished(record("pruned"))
    assert "trial 0 pruned, best 61.23 [6/9]" in said.getvalue()


def test_of_many_finished_trials_the_best_rows_are_kept_and_those_that_run():
    console = Console(file=io.StringIO(), width=100, height=30, force_terminal=True)
    table = LiveTable(console, trials=2000, columns=["lr"])
    table.started(0, {"lr": 0.1})
    for number in range(1, 1000):
        table.started(number, {"lr": 0.1})
        table.evaluated(number, evaluation(1, float(number % 50)))
        ending = record().model_copy(
            update={"number": number, "evaluations": (evaluation(1, float(number % 50)),)}
        )
        table.finished(ending)
    assert len(table._rows) <= 1 + 2 * KEPT
    assert table._visible()[0][0] == 0
    assert [row.best for _, row in table._visible()[1:6]] == [49.0] * 5
    assert "999/2000 trials · best 49.00" in table._title()
