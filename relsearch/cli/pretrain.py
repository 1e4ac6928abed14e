"""relsearch pretrain: an encoder goes on with its pretraining on text of the task to be."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from relsearch.cli.output import complain, say
from relsearch.config.pretraining import PretrainingConfig
from relsearch.config.problems import problems_of
from relsearch.errors import ConfigError
from relsearch.files import nearby

if TYPE_CHECKING:
    from relsearch.training.pretraining_course import Progress

DEFAULT = PretrainingConfig(encoder="")


def pretrain(
    encoder: Annotated[
        str, typer.Option(metavar="E", help="A hub name, a folder, or bundled/mini.")
    ],
    text: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE…",
            help="Sentences: one a line (.txt), or under `sentence` (.json, .jsonl, .csv).",
        ),
    ],
    output: Annotated[Path, typer.Option(metavar="DIR", help="Where the pretrained encoder goes.")],
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="More files of --text.")
    ] = None,
    epochs: Annotated[int, typer.Option(help="Passes over the text.")] = DEFAULT.epochs,
    lr: Annotated[float, typer.Option(help="The highest learning rate.")] = DEFAULT.lr,
    batch_size: Annotated[int, typer.Option(help="Sentences an update.")] = DEFAULT.batch_size,
    whole_word_masking: Annotated[
        bool, typer.Option("--whole-word-masking", help="Hide whole words, not single pieces.")
    ] = DEFAULT.whole_word_masking,
    max_length: Annotated[
        int, typer.Option(help="Tokens of a sentence that are read.")
    ] = DEFAULT.max_length,
    seed: Annotated[int, typer.Option(help="What is drawn follows from it.")] = DEFAULT.seed,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an unfinished pretraining.")
    ] = False,
) -> None:
    """Pretrain an encoder further on unlabelled text, by masked-language modelling."""
    config = _config(
        encoder=encoder,
        epochs=epochs,
        lr=lr,
        batch_size=batch_size,
        whole_word_masking=whole_word_masking,
        max_length=max_length,
        seed=seed,
    )
    from relsearch.commands.pretrain import pretrain as run

    try:
        done = run(
            config,
            [*text, *(more or [])],  # an option takes one value: of `--text a b`, b is an argument
            output=output,
            resume=resume,
            on_progress=_print_progress,
        )
    except KeyboardInterrupt:
        words = [word for word in sys.argv[1:] if word != "--resume"]
        complain(
            f"interrupted; the last saved state is kept. Go on with:\n"
            f"  {shlex.join(['relsearch', *words, '--resume'])}"
        )
        raise
    say(
        f"{done.sentences:,} sentences, held-out loss {done.losses[0]:.3f} -> {done.losses[-1]:.3f}"
    )
    say(f"encoder: {nearby(done.output)}")


def _config(**options: object) -> PretrainingConfig:
    try:
        return PretrainingConfig.model_validate(options)
    except ValidationError as error:
        problems = list(problems_of(error, PretrainingConfig, ""))
        raise ConfigError("the options are wrong", problems) from None


def _print_progress(progress: "Progress") -> None:
    parts = [f"epoch {progress.epoch:.2f}, update {progress.step}/{progress.steps}"]
    if progress.loss is not None:
        parts.append(f"loss {progress.loss:.3f}")
    if progress.held_out is not None:
        parts.append(f"held-out loss {progress.held_out:.3f}")
    say(f"{', '.join(parts)} ({progress.seconds:.0f} s)")
