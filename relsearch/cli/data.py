"""relsearch data show, describe, sample: rows as the encoder sees them, in figures, and made."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsearch.cli import sets
from relsearch.cli.options import Reader
from relsearch.cli.output import print_table, say
from relsearch.files import nearby

if TYPE_CHECKING:
    from relsearch.text.compose import Span
    from relsearch.text.show import Shown

app = typer.Typer(no_args_is_help=True, help="Look at rows, make some, and make sets of them.")
app.command("clean")(sets.clean)
app.command("split")(sets.split)
app.command("push")(sets.push)


Template = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="A prompt of your own in place of --prompt: '{subject|와과} {object}의 관계는?'",
    ),
]
TypeTransform = Annotated[
    bool, typer.Option("--type-transform", help="Write entity types as Korean words.")
]


@app.command("show")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of examples.")],
    reader: Reader,
    row: Annotated[int, typer.Option(metavar="N", min=0, help="Which row, counted from 0.")] = 0,
    input_format: Annotated[
        str, typer.Option(metavar="F", help="How the entities are marked.")
    ] = "typed_entity_marker_punct",
    prompt: Annotated[
        str, typer.Option(metavar="P", help="What stands before the sentence.")
    ] = "s_and_o",
    template: Template = None,
    encoder: Annotated[
        str, typer.Option(metavar="E", help="Whose tokenizer: a hub name or a folder.")
    ] = "bundled/mini",
    type_transform: TypeTransform = False,
) -> None:
    """Print one row as the encoder sees it: the whole text on one line, tokens and entities."""
    from relsearch.commands.data_show import data_show

    shown = data_show(
        file,
        reader=reader,
        row=row,
        input_format=input_format,
        prompt=_prompt(prompt, template),
        type_transform=type_transform,
        encoder=encoder,
    )
    _print_shown(shown)


@app.command("describe")
def describe(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Files of examples, each a part."),
    ],
    reader: Reader,
    encoder: Annotated[
        str | None, typer.Option(metavar="E", help="Count its tokens: a hub name or a folder.")
    ] = None,
    input_format: Annotated[
        str, typer.Option(metavar="F", help="How the entities are marked, for the tokens.")
    ] = "default",
    prompt: Annotated[
        str, typer.Option(metavar="P", help="What stands before the sentence, for the tokens.")
    ] = "default",
    template: Template = None,
    type_transform: TypeTransform = False,
    max_length: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=1, help="Count the rows cut; repeatable. [128 160 180 256]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="PAGE", help="Write a page with plots: page.html.")
    ] = None,
) -> None:
    """Print what is in files: labels, types, lengths, duplicates, and how the files differ."""
    from relsearch.commands.data_describe import MAX_LENGTHS, data_describe

    description = data_describe(
        files,
        reader=reader,
        encoder=encoder,
        input_format=input_format,
        prompt=_prompt(prompt, template),
        type_transform=type_transform,
        max_lengths=max_length or MAX_LENGTHS,
        output=output,
    )
    for title, rows in description.tables.items():
        say(title)
        print_table(rows)
    if output is not None:
        say(f"page: {nearby(output)}")


@app.command("sample")
def sample(
    rows: Annotated[int, typer.Option(metavar="N", help="Rows of train.")] = 2000,
    seed: Annotated[int, typer.Option(metavar="S", help="Same seed, same rows.")] = 42,
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the files go; older ones are replaced.")
    ] = Path("sample"),
) -> None:
    """Write the bundled sample corpus as files in KLUE-RE's form."""
    from relsearch.commands.data_sample import sample as run

    for file in run(rows, seed, output):
        say(str(file))


def _prompt(name: str, template: str | None) -> str | dict[str, str]:
    """Return the prompt as a search file has it."""
    return name if template is None else {"template": template}


def _print_shown(shown: "Shown") -> None:
    say(shown.text)
    say(" ".join(shown.tokens))
    say(f"subject: {_place(shown.subject)}: {' '.join(shown.subject_tokens)}")
    say(f"object: {_place(shown.object)}: {' '.join(shown.object_tokens)}")
    if shown.cut:
        say(f"{shown.cut} tokens of the sentence were cut to fit")


def _place(span: "Span") -> str:
    """Say an entity's first and last token: ``tokens 3-4, with markers 2-5``."""
    place = f"tokens {span.mention_start}-{span.mention_end - 1}"
    marked = (span.marker_start, span.marker_end) != (span.mention_start, span.mention_end)
    return place + (f", with markers {span.marker_start}-{span.marker_end - 1}" if marked else "")
