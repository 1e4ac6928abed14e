"""An encoder's pretrained weights: read once by a process, copied for each of its runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel

from relsearch.errors import EncoderError
from relsearch.model.encoder import load_part, quiet, resolve_encoder, without_pooler

Stamp = tuple[tuple[str, int, int], ...]  # name, size and time of change of each file


@dataclass(frozen=True)
class Pretrained:
    """What an encoder's files hold: its model class, and name → weight of all that they have."""

    kind: type[PreTrainedModel]
    weights: Mapping[str, torch.Tensor]


def load_encoder(encoder: str, config: PretrainedConfig) -> PreTrainedModel:
    """Return the encoder's weights under ``config``, which may have fewer layers than they.

    In 32-bit floats: a 16-bit file would train in 16 bits. The weights are the caller's own.
    """
    read = _read(encoder, _stamp(encoder))
    load: Any = read.kind.from_pretrained
    with quiet():
        model, report = load(
            None,
            state_dict={name: weight.clone() for name, weight in read.weights.items()},
            **_options(config),
        )
    if report["missing_keys"]:
        missing = ", ".join(sorted(report["missing_keys"])[:3])
        raise EncoderError(
            f"encoder {encoder!r} lacks {len(report['missing_keys'])} weights that its config.json "
            f"asks for ({missing}, ...); give a folder with a whole model"
        )
    return model  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _read(encoder: str, stamp: Stamp) -> Pretrained:
    """Read an encoder whole; the last one stays, as a search's trials mostly share theirs.

    A 32-bit safetensors file is mapped and not copied: all workers of a machine share its pages.
    """
    config = load_part(AutoConfig.from_pretrained, encoder)
    model: Any
    with quiet(), torch.random.fork_rng(devices=[]):  # that the first run draws as all others do
        model, report = load_part(AutoModel.from_pretrained, encoder, **_options(config))
    weights = model.state_dict()
    return Pretrained(
        type(model), {name: weights[name] for name in weights if name not in report["missing_keys"]}
    )


def _options(config: PretrainedConfig) -> dict[str, Any]:
    pooler = without_pooler(config)
    return {"config": config, "dtype": torch.float32, "output_loading_info": True, **pooler}


def _stamp(encoder: str) -> Stamp:
    """Return what tells a local encoder from one that took its place; the hub's is read once."""
    folder = Path(resolve_encoder(encoder))
    files = sorted(folder.iterdir()) if folder.is_dir() else ()
    states = [(file.name, file.stat()) for file in files]
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)
