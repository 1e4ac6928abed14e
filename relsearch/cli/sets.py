"""relsearch data clean, split, push: files made into versioned data sets, and these published."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from relsearch.cli.options import RESULTS, Reader, Results
from relsearch.cli.output import print_table, say
from relsearch.errors import ConfigError
from relsearch.files import nearby

if TYPE_CHECKING:
    from relsearch.commands.data_split import Division
    from relsearch.data.cleaning import Cleaned

File = Annotated[Path, typer.Argument(metavar="FILE", help="A file of examples.")]
Output = Annotated[
    Path, typer.Option(metavar="DIR", help="The set's folder; each version has one in it.")
]
NINE_TO_ONE = 0.1


# As the tables that they choose from spell them, which the command line does not import to start
# up; a test keeps them equal.
RuleName = Literal["drop", "keep-first", "majority"]
ByName = Literal["sentence", "row", "pair", "entity"]


def clean(
    file: File,
    reader: Reader,
    output: Output,
    rule: Annotated[
        RuleName, typer.Option(help="Which of contradicting rows stays: none, the first, …")
    ] = "drop",
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Columns id and decision: a label, or drop."),
    ] = None,
) -> None:
    """Take out duplicates, resolve contradictions, and write what was done beside the rows."""
    from relsearch.commands.data_clean import data_clean

    done = data_clean(file, reader=reader, output=output, rule=rule, decisions=decisions)
    _print_contradictions(done.cleaned)
    _print_changes(done.cleaned)
    say(f"version {done.folder.name}: {nearby(done.folder)}")


def split(
    file: File,
    reader: Reader,
    output: Output,
    dev: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Of all rows: 0.1 is 9:1, 0.2 is 8:2.")
    ] = None,
    select: Annotated[float, typer.Option(metavar="SHARE", help="A part to rank on.")] = 0,
    test: Annotated[float, typer.Option(metavar="SHARE", help="A part to report.")] = 0,
    folds: Annotated[
        int | None, typer.Option(metavar="K", min=2, help="K folds in place of one dev.")
    ] = None,
    by: Annotated[
        ByName,
        typer.Option(
            help="What stays on one side: rows of a sentence; each by itself; of a sentence or an"
            " entity pair; of a sentence or any entity (not with --folds)."
        ),
    ] = "sentence",
    like: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|bbse|em",
            help="Give dev, select and test (not folds) the labels' shares of this file, or of a"
            " study's test rows, estimated.",
        ),
    ] = None,
    study: Annotated[
        str | None, typer.Option(help="Whose best trial --like bbse or em asks; else the newest.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same split.")] = 42,
    results: Results = RESULTS,
) -> None:
    """Split a file, each label in its share, and report what the parts share."""
    from relsearch.commands.data_split import data_split

    if dev is not None and folds is not None:
        raise ConfigError("--dev and --folds exclude each other: every fold has a dev of its own")
    if dev is None:
        dev = 0 if folds else NINE_TO_ONE
    done = data_split(
        file,
        reader=reader,
        output=output,
        shares={"dev": dev, "select": select, "test": test},
        fold_count=folds,
        by=by,
        seed=seed,
        like=like,
        study=study,
        results=results,
    )
    _print_division(done)


def push(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="A data set, or one version of it.")],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="On the Hugging Face hub, or a folder: ./NAME.")
    ],
    public: Annotated[
        bool, typer.Option("--public", help="Let everyone see a new data set of the hub.")
    ] = False,
) -> None:
    """Write a data set as a Hugging Face data set, its version as a tag to read it by."""
    from relsearch.data.publishing import publish

    say(f"in a search file: data: {publish(path, name, public=public)}")


def _print_contradictions(cleaned: "Cleaned") -> None:
    """One row for each row of a contradiction."""
    groups, found = len(cleaned.duplicates), cleaned.contradictions
    say(f"{groups} groups of rows ask the same; {len(found)} of them contradict themselves")
    gone = {change.example.id: change for change in cleaned.changes}
    rows = [
        {
            "group": number,
            "id": row.id,
            "label": row.label,
            "subject": row.subject_word,
            "object": row.object_word,
            "now": "as it was" if row.id not in gone else gone[row.id].now or "removed",
        }
        for number, group in enumerate(found, start=1)
        for row in group.examples
    ]
    if rows:
        print_table(rows)


def _print_changes(cleaned: "Cleaned") -> None:
    done = Counter(
        ("removed" if change.now is None else "relabelled", change.cause)
        for change in cleaned.changes
    )
    for (what, cause), count in sorted(done.items()):
        say(f"{what} by {cause}: {count:,} rows")
    say(f"{len(cleaned.examples):,} rows are left")


def _print_division(done: "Division") -> None:
    from relsearch.commands.data_split import label_rows, leak_row

    rows: list[Any] = [*label_rows(done.parts)]
    total = {"label": "all", **{name: len(part) for name, part in done.parts.items()}}
    print_table([*rows, total])
    print_table([leak_row(shared) for shared in done.shared])
    say(f"version {done.folder.name}: {nearby(done.folder)}")
