"""pretrain: masked-language-model training of an encoder on sentences of its task to be.

Task-adaptive pretraining (Gururangan et al. 2020, arXiv:2004.10964). While it runs, the output
folder holds the state to resume from; at its end the encoder takes the folder's place.
"""

import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForMaskedLM, PreTrainedModel, Trainer, set_seed
from transformers import PreTrainedTokenizerFast as Tokenizer

from relsearch.config.pretraining import PretrainingConfig
from relsearch.errors import ConfigError, EncoderError
from relsearch.files import whole_folder
from relsearch.model.encoder import load_part, load_tokenizer, quiet
from relsearch.training.batches import Batch, LengthGroupedBatches, TrainLoader
from relsearch.training.device import clean_process, stepwise_attention
from relsearch.training.faults import Diverged, OutOfMemory, is_out_of_memory
from relsearch.training.masking import MaskedRows
from relsearch.training.pretraining_course import OnProgress, PretrainingCourse
from relsearch.training.trainer import silent_arguments

HELD_OUT = 0.05  # of the sentences, to watch the loss on
MOST_HELD_OUT = 1000
WARMUP = 0.06  # of the updates
WEIGHT_DECAY = 0.01


def pretrain(
    config: PretrainingConfig,
    sentences: Sequence[str],
    *,
    output: Path,
    resume: bool = False,
    on_progress: OnProgress = lambda progress: None,
) -> tuple[float, ...]:
    """Train, write the encoder with its tokenizer, and return the losses on held-out sentences.

    The first loss is from before the training, the others from the end of each epoch; an encoder
    without a masked-LM head gets a new one, tied to its embeddings, whose first loss says little.
    With ``resume``, a run that was ended goes on from its last state, as if it had not been.

    Raises ConfigError for an output folder that holds other things, EncoderError, Diverged and
    OutOfMemory.
    """
    with clean_process(), quiet():
        set_seed(config.seed)
        tokenizer = _tokenizer(config)
        rows, held_out = (
            MaskedRows(
                part,
                tokenizer,
                max_length=config.max_length,
                whole_words=config.whole_word_masking,
                seed=config.seed,
            )
            for part in split(sentences, seed=config.seed)
        )
        course = PretrainingCourse(
            _model(config),
            held_out,
            folder=output,
            identity={"config": config.model_dump(), "sentences": _fingerprint(sentences)},
            on_progress=on_progress,
        )
        state = course.open(resume=resume)
        _train(PretrainingTrainer(config, rows, course), state)
        _write(course, tokenizer)
        return tuple(course.losses)


def split(sentences: Sequence[str], *, seed: int) -> tuple[list[str], list[str]]:
    """Return (train, held out): 5 % are held out, a thousand at most and one at least.

    ConfigError for fewer than two sentences.
    """
    if len(sentences) < 2:
        raise ConfigError("pretraining takes two sentences or more, one of them held out")
    shuffled = Random(seed).sample(sentences, len(sentences))
    kept = min(MOST_HELD_OUT, max(1, round(HELD_OUT * len(sentences))))
    return shuffled[kept:], shuffled[:kept]


def _fingerprint(sentences: Sequence[str]) -> str:
    return sha256("\n".join(sentences).encode()).hexdigest()[:16]


def _tokenizer(config: PretrainingConfig) -> Tokenizer:
    tokenizer = load_tokenizer(config.encoder)
    if tokenizer.mask_token is None:
        raise EncoderError(
            f"encoder {config.encoder!r} has no mask token, which masked pretraining needs; "
            "choose an encoder of BERT's or RoBERTa's family"
        )
    if config.max_length > tokenizer.model_max_length:
        raise ConfigError(
            f"max_length <= {tokenizer.model_max_length} must hold for {config.encoder!r}, but got "
            f"{config.max_length}"
        )
    return tokenizer


def _model(config: PretrainingConfig) -> PreTrainedModel:
    """Return the encoder with its masked-LM head, or with a new one where it has none."""
    model, report = load_part(
        AutoModelForMaskedLM.from_pretrained,
        config.encoder,
        dtype=torch.float32,
        output_loading_info=True,
    )
    body = f"{model.base_model_prefix}."
    missing = sorted(key for key in report["missing_keys"] if key.startswith(body))
    if missing:
        raise EncoderError(
            f"encoder {config.encoder!r} lacks {len(missing)} weights that its config.json asks "
            f"for ({missing[0]}, ...); give a folder with a whole model"
        )
    return model  # type: ignore[no-any-return]


class PretrainingTrainer(Trainer):
    """Trains a masked language model; what happens between updates is its course's."""

    def __init__(
        self, config: PretrainingConfig, rows: MaskedRows, course: PretrainingCourse
    ) -> None:
        self.masked, self.course = rows, course
        arguments = silent_arguments(
            course.scratch,
            num_train_epochs=config.epochs,
            per_device_train_batch_size=config.batch_size,
            learning_rate=config.lr,
            warmup_steps=WARMUP,
            weight_decay=WEIGHT_DECAY,
            seed=config.seed,
        )
        super().__init__(course.model, args=arguments, callbacks=[course])

    def get_train_dataloader(self) -> TrainLoader:
        """Return masked batches of like length, the same for a seed and an epoch."""
        batches = LengthGroupedBatches(
            self.masked.rows.lengths,
            batch_size=self.args.per_device_train_batch_size,
            parts=1,
            seed=self.args.seed,
        )
        return TrainLoader(self.masked, batches)

    def compute_loss(
        self,
        model: nn.Module,
        inputs: Batch,
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """Return the mean loss of the hidden tokens; Diverged when it is no number."""
        with stepwise_attention(self.course.model, inputs["input_ids"].device):
            loss: Tensor = model(**inputs).loss
        if not torch.isfinite(loss):
            raise Diverged(
                f"the loss is {loss.item()} at update {self.state.global_step}; lower lr"
            )
        self.course.told.append(loss.item())
        return loss

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Print nothing: the course tells how far it is."""

    def floating_point_ops(self, inputs: dict[str, Any]) -> int:
        """Count nothing: Trainer would go through all parameters at each step."""
        return 0


def _train(trainer: PretrainingTrainer, state: str | None) -> None:
    try:
        trainer.train(resume_from_checkpoint=state)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        raise OutOfMemory("a batch is too much memory; lower batch_size or max_length") from error
    finally:
        shutil.rmtree(trainer.course.scratch, ignore_errors=True)


def _write(course: PretrainingCourse, tokenizer: Tokenizer) -> None:
    """Put the encoder in the place of the output folder and all that it held."""
    with whole_folder(course.folder) as new:
        course.model.save_pretrained(new)
        tokenizer.save_pretrained(new)
        course.write_state(new)
