"""relsearch train, relsearch predict: one configuration trained, one checkpoint used."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsearch.cli.options import RESULTS, MaskTypes, Overrides, Reader, Results, Space
from relsearch.cli.output import say
from relsearch.files import nearby

if TYPE_CHECKING:
    from relsearch.training.evaluation import Evaluation
    from relsearch.training.intervals import Interval


def train(space: Space, set_: Overrides = None, results: Results = RESULTS) -> None:
    """Train the fixed configuration of a search file once, without a search and without Ray."""
    from relsearch.commands.train import train as run

    trained = run(
        space, overrides=set_ or [], results=results, on_evaluation=_print_evaluation, say=say
    )
    for part, intervals in trained.intervals.items():
        say(f"{part}: {_figures(intervals)}")
    say(f"checkpoint: {nearby(trained.place.checkpoint)}")


def predict(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A trial's checkpoint.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The rows to label.")],
    reader: Reader,
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where the predictions go.")] = Path(
        "submission.csv"
    ),
    entity_types: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Finds the types of entities that have none."),
    ] = None,
    mask_types: MaskTypes = False,
) -> None:
    """Label a file with one checkpoint: id, pred_label and probs of every row.

    Rows of klue-2021-tsv get the one column pred_label, as their task wants it.
    """
    from relsearch.commands.predict import predict as run

    done = run(
        checkpoint,
        file,
        reader=reader,
        output=output,
        entity_types=entity_types,
        mask_types=mask_types,
    )
    if done.intervals is not None:
        say(_figures(done.intervals))
    say(f"{done.rows:,} rows: {done.output}")


def _figures(intervals: Mapping[str, "Interval"]) -> str:
    return ", ".join(f"{name} {interval}" for name, interval in intervals.items())


def _print_evaluation(evaluation: "Evaluation") -> None:
    scores = evaluation.scores
    say(
        f"epoch {evaluation.epoch:g}: micro_f1 {scores.micro_f1:.2f}, auprc {scores.auprc:.2f}"
        f" ({evaluation.seconds:.0f} s)"
    )
