"""relsearch refit: the best configurations on all labelled rows, or dropped weights made again."""

from pathlib import Path
from typing import Annotated

import typer

from relsearch.cli.options import (
    RESULTS,
    MaskTypes,
    OutputToo,
    ReaderOfData,
    Results,
    Scale,
    StudyName,
)
from relsearch.cli.output import say
from relsearch.cli.studies import VoteName, print_outcome


def refit(
    study: StudyName = None,
    top: Annotated[int, typer.Option(min=1, help="How many of the best trials.")] = 5,
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each, under seeds of their own.")] = 3,
    members: Annotated[
        bool,
        typer.Option(
            "--members", help="Only make the dropped checkpoints of these trials again, as before."
        ),
    ] = False,
    vote: Annotated[VoteName, typer.Option(help="How the runs vote.")] = VoteName.hard,
    scale: Scale = False,
    mask_types: MaskTypes = False,
    data: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Vote on this file's rows, not on test.")
    ] = None,
    reader: ReaderOfData = None,
    output: OutputToo = None,
    results: Results = RESULTS,
    address: Annotated[
        str | None, typer.Option(help="A running Ray cluster to join; `auto` finds it.")
    ] = None,
) -> None:
    """Train the best trials on train, dev and select together, over seeds, and let them vote.

    Each run ends where its trial's best evaluation was, with the learning rates of the whole
    schedule. Finished runs are kept: give the same command again to go on.
    """
    from relsearch.commands.refit import refit as run
    from relsearch.commands.restore import restore_members

    if members:
        restore_members(study, top=top, results=results, address=address, say=say)
        return
    outcome = run(
        study,
        top=top,
        seeds=seeds,
        vote=vote.value,
        scale=scale,
        mask_types=mask_types,
        data=data,
        reader=reader,
        output=output,
        results=results,
        address=address,
        say=say,
    )
    if outcome:
        print_outcome(outcome)
