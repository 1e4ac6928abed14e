"""pretrain: an encoder trained further on unlabelled text, before it is fine-tuned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from relsearch.config.pretraining import PretrainingConfig
from relsearch.data.sentences import read_sentences

if TYPE_CHECKING:
    from relsearch.training.pretraining_course import Progress


@dataclass(frozen=True)
class Pretrained:
    """The encoder's folder, how many sentences there were, and the held-out losses.

    ``losses`` are masked-LM losses in nats a token: before the training, then after each epoch.
    """

    output: Path
    sentences: int
    losses: tuple[float, ...]


def pretrain(
    config: PretrainingConfig,
    files: Sequence[Path],
    *,
    output: Path,
    resume: bool = False,
    on_progress: "Callable[[Progress], None]" = lambda progress: None,
) -> Pretrained:
    """Go on with masked-LM training on the files' sentences; ``output`` serves as an ``encoder``.

    Raises DataError for a file that holds no sentences, ConfigError for an output folder that
    holds other things, EncoderError, and TrialFailed for a loss that diverges or too little memory.
    """
    sentences = read_sentences(files)
    from relsearch.training.pretraining import pretrain as run

    losses = run(config, sentences, output=output, resume=resume, on_progress=on_progress)
    return Pretrained(output, len(sentences), losses)
