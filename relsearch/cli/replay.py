"""relsearch replay: samplers and schedulers compared over recorded learning curves."""

from pathlib import Path
from typing import Annotated

import typer

from relsearch.cli.output import print_table, say


def replay(
    curves: Annotated[
        Path, typer.Argument(metavar="CURVES", help="Recorded learning curves, a parquet file.")
    ],
    spaces: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Replay this search file; repeatable."),
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="S", help="A sampler[+scheduler[-axis]], as tpe+asha-share; repeatable."
        ),
    ] = None,
    trials: Annotated[int | None, typer.Option(min=1, help="Trials of a search.")] = None,
    repeats: Annotated[int, typer.Option(min=2, help="Searches of each kind.")] = 50,
    workers: Annotated[int, typer.Option(min=1, help="Simulated workers.")] = 4,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write replay.csv and replay.md there.")
    ] = None,
) -> None:
    """Compare searches over recorded learning curves: scores and cost, with nothing trained."""
    from relsearch.commands.replay import replay as run
    from relsearch.commands.replay import table

    def note(name: str, repeat: int) -> None:
        if repeat + 1 == repeats:
            say(f"{name}: {repeats} searches replayed")

    found = run(
        curves,
        spaces=spaces or (),
        strategies=strategy or (),
        trials=trials,
        repeats=repeats,
        workers=workers,
        output=output,
        on_repeat=note,
    )
    print_table(table(found))
