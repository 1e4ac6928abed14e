"""The command line: parse, call, print.

Exit status: 0 done, 1 an error that the user can mend, 2 wrong usage, 130 interrupted.
"""

import signal

import typer

from relsearch.cli import cluster, data, pretrain, refit, replay, single, studies, tune
from relsearch.cli.output import complain
from relsearch.errors import RelsearchError

app = typer.Typer(
    name="relsearch",
    help="Find the best way to fine-tune an encoder for relation extraction.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    tune.tune,
    studies.ensemble,
    studies.leaderboard,
    studies.report,
    studies.logs,
    refit.refit,
    single.train,
    single.predict,
    tune.check,
    pretrain.pretrain,
    replay.replay,
):
    app.command()(command)
app.add_typer(data.app, name="data")
app.add_typer(cluster.app, name="cluster")


def main() -> None:
    """Run the command that was typed; a RelsearchError becomes one message and exit status 1.

    SIGTERM, by which a spot machine is taken away, ends a command as Ctrl-C does; so does SIGINT
    where a shell began the command in the background and had it ignored.
    """
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        app()
    except RelsearchError as error:
        complain(str(error))
        raise SystemExit(1) from None
