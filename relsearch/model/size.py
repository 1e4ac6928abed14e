"""How much an encoder's weights take, as far as this machine knows."""

from contextlib import suppress
from pathlib import Path

import torch
from huggingface_hub import try_to_load_from_cache
from transformers import AutoConfig, AutoModel

from relsearch.model.encoder import load_part, resolve_encoder, without_pooler

WEIGHTS = ("*.safetensors", "*.bin")  # an encoder may come in both forms


def weight_bytes(encoder: str) -> float:
    """Return what the weights take in 32 bits: twice their files, which may hold 16.

    Of a model of the hub that is not here yet its configuration tells; 0 where that is not to be
    had either.
    """
    folder = _folder(encoder)
    stored = [sum(file.stat().st_size for file in folder.glob(form)) for form in WEIGHTS]
    return 2 * next(filter(None, stored), 0) or _by_configuration(encoder)


def _folder(encoder: str) -> Path:
    """Return a local encoder's folder, or where the hub's client keeps one; it may not exist."""
    folder = Path(resolve_encoder(encoder))
    cached = None if folder.is_dir() else try_to_load_from_cache(encoder, "config.json")
    return Path(cached).parent if isinstance(cached, str) else folder


def _by_configuration(encoder: str) -> float:
    """Count the parameters of a model that has none yet."""
    with suppress(Exception):  # a search that can do without this figure must not end for it
        config = load_part(AutoConfig.from_pretrained, encoder)
        with torch.device("meta"):
            model = AutoModel.from_config(config, **without_pooler(config))
        return 4.0 * float(model.num_parameters())
    return 0.0
