"""relsearch cluster check: cluster files checked before anything is paid for."""

from pathlib import Path
from typing import Annotated

import typer

from relsearch.cli.output import say

app = typer.Typer(no_args_is_help=True, help="Look after cluster files.")


@app.callback()
def cluster() -> None:
    """Keep `check` a command by name; a lone one would otherwise take the group's place."""


@app.command("check")
def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A file for `ray up`, or a KubeRay manifest.")
    ],
) -> None:
    """Check a cluster file offline; every fault is told at once, with its key."""
    from relsearch.commands.cluster_check import cluster_check

    notes = cluster_check(file)
    say(f"{file} is sound" + (f"; {len(notes)} notes:" if notes else ""))
    for note in notes:
        say(f"  - {note}")
