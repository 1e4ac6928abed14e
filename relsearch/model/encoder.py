"""Pretrained encoders and their tokenizers: bundled, in a local folder, or on the hub."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from huggingface_hub import get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError
from safetensors import SafetensorError
from transformers import AutoTokenizer, PretrainedConfig
from transformers import PreTrainedTokenizerFast as Tokenizer
from transformers.utils import logging

from relsearch.errors import EncoderError

Loaded = TypeVar("Loaded")

HUB_SECONDS = 10.0  # to wait for the hub's first answer


def resolve_encoder(name: str) -> str:
    """Return a folder for ``bundled/mini`` and for a local folder, and a hub name as it is."""
    if name.startswith("bundled/"):
        return str(files("relsearch").joinpath("data", name))
    folder = Path(name).expanduser()
    return str(folder.resolve()) if folder.is_dir() else name


def load_tokenizer(encoder: str, special_tokens: Sequence[str] = ()) -> Tokenizer:
    """Return the encoder's fast tokenizer, with ``special_tokens`` added, padding on the right.

    Raises EncoderError where there is no encoder of that name, or no fast tokenizer for it.
    """
    tokenizer: Any = load_part(AutoTokenizer.from_pretrained, encoder)
    if not isinstance(tokenizer, Tokenizer):
        raise EncoderError(
            f"encoder {encoder!r} has a slow tokenizer ({type(tokenizer).__name__}), which cannot "
            "say which characters a token covers; choose an encoder with a tokenizer.json"
        )
    tokenizer.padding_side = "right"
    tokenizer.add_tokens(list(special_tokens), special_tokens=True)
    return tokenizer


def load_part(load: Callable[..., Loaded], encoder: str, **options: Any) -> Loaded:
    """Call a ``from_pretrained`` on the encoder; EncoderError where it is not to be had."""
    source = resolve_encoder(encoder)
    only_local = not Path(source).is_dir() and not _hub_answers(source)
    try:
        return load(source, local_files_only=only_local, trust_remote_code=False, **options)
    except (OSError, ValueError, SafetensorError) as error:
        raise EncoderError(_how_to_give(encoder, error)) from error


@lru_cache
def _hub_answers(name: str) -> bool:
    """Ask the hub once: its client would try for minutes, file by file, before it gives up."""
    try:
        get_hf_file_metadata(hf_hub_url(name, "config.json"), timeout=HUB_SECONDS)
    except HfHubHTTPError as error:
        return error.response.status_code < 500  # an answer, if only "there is none"
    except Exception:  # what a missing network raises is up to the HTTP client, or it is offline
        return False
    return True


def _how_to_give(encoder: str, error: Exception) -> str:
    trouble = f"cannot load encoder {encoder!r}: {str(error).strip().splitlines()[0]}"
    if Path(resolve_encoder(encoder)).is_dir() or encoder.startswith(("/", ".", "~")):
        return f"{trouble}\nGive a folder with config.json, tokenizer.json and model.safetensors"
    return (
        f"{trouble}\nGive a local copy in one of two ways:\n"
        "  --set fixed.encoder=/path/to/folder   (with config.json, tokenizer.json and weights)\n"
        f"  hf download {encoder}   on a connected machine, then copy its cache here and set "
        "HF_HUB_CACHE to it"
    )


def without_pooler(config: PretrainedConfig) -> dict[str, bool]:
    """Return the option that leaves out a pooler no head reads, where the encoder has one."""
    from transformers import MODEL_MAPPING  # takes seconds: it imports all model classes' names

    model_class: Any = MODEL_MAPPING[type(config)]
    parameters = signature(model_class).parameters
    return {"add_pooling_layer": False} if "add_pooling_layer" in parameters else {}


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers' progress bar and its report of unused weights off the screen."""
    level, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bar:
            logging.enable_progress_bar()
