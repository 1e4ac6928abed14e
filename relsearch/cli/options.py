"""Options that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

Space = Annotated[Path, typer.Argument(metavar="SPACE", help="The search file, a YAML.")]
StudyName = Annotated[
    str | None,
    typer.Argument(
        metavar="[STUDY]",
        help="A study's folder or URL, or its name under --results; else the newest.",
    ),
]
Results = Annotated[
    str,
    typer.Option(
        "--results",
        metavar="DIR|URL",
        envvar="RELSEARCH_RESULTS",
        help="Where studies lie: a folder, s3://…, gs://… or file://….",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="K=V", help="Override a dotted key, as data.train=PATH; repeatable."
    ),
]
Reader = Annotated[str, typer.Option("--reader", metavar="R", help="The form of FILE.")]
MaskTypes = Annotated[
    bool,
    typer.Option(
        "--mask-types",
        help="Rule out relations that no training row has between entities of such types.",
    ),
]
Scale = Annotated[
    bool, typer.Option("--scale", help="Fit a temperature to each member on select rows (AUPRC).")
]
ReaderOfData = Annotated[
    str | None, typer.Option("--reader", metavar="R", help="The form of --data; else the study's.")
]
OutputToo = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the submission here as well."),
]
RESULTS = "results"
