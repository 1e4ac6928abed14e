"""relsearch train, relsearch predict: one configuration trained, one checkpoint used."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relsearch.cli.options import MASK_TYPES, RESULTS, Overrides, Reader, Results, Space
from relsearch.cli.output import nearby, say

if TYPE_CHECKING:
    from relsearch.training.evaluation import Evaluation


def train(space: Space, set_: Overrides = None, results: Results = RESULTS) -> None:
    """Train the fixed configuration of a search file once, without a search and without Ray."""
    from relsearch.commands.train import train as run

    trained = run(
        space, overrides=set_ or [], results=results, on_evaluation=_print_evaluation, say=say
    )
    for part, scores in trained.record.scores.items():
        say(f"{part}: {_figures(scores)}")
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
    mask_types: Annotated[bool, typer.Option("--mask-types", help=MASK_TYPES)] = False,
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
    if done.scores is not None:
        say(_figures(done.scores))
    say(f"{done.rows:,} rows: {done.output}")


def _figures(scores: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {scores[name]:.2f}" for name in ("micro_f1", "auprc", "accuracy"))


def _print_evaluation(evaluation: "Evaluation") -> None:
    scores = evaluation.scores
    say(
        f"epoch {evaluation.epoch:g}: micro_f1 {scores.micro_f1:.2f}, auprc {scores.auprc:.2f}"
        f" ({evaluation.seconds:.0f} s)"
    )
