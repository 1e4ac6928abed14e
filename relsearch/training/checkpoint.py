"""Checkpoints: a trained model as a Hugging Face folder with its tokenizer and TrialConfig.

Of a trial over folds the folder holds one such folder a fold, and folds.json, which names them.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from relsearch.config.trial import TrialConfig
from relsearch.errors import CheckpointError
from relsearch.files import whole_folder
from relsearch.model.encoder import quiet
from relsearch.model.relation_model import RelationModel
from relsearch.training.type_mask import TypeMask

FILES = ("config.json", "model.safetensors", "tokenizer.json", "trial.json")
TYPES = "types.json"
FOLDS = "folds.json"


@dataclass(frozen=True)
class Checkpoint:
    """A model that predicts, the tokenizer of its texts and the configuration it comes from.

    ``types`` are the relations that its training rows had between entities of each two types;
    None where they were not kept.
    """

    model: RelationModel
    tokenizer: PreTrainedTokenizerBase
    trial: TrialConfig
    types: TypeMask | None = None

    def save(self, folder: Path) -> None:
        """Write the folder whole or not at all, in place of an older one."""
        with whole_folder(folder) as new:
            self.model.save_pretrained(new)
            self.tokenizer.save_pretrained(new)
            (new / "trial.json").write_text(self.trial.model_dump_json(indent=1), encoding="utf-8")
            if self.types is not None:
                self.types.save(new / TYPES)

    @staticmethod
    def load(folder: Path) -> "Checkpoint":
        """Read a folder that `save` wrote; CheckpointError says what is missing or torn."""
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise CheckpointError(
                f"no relsearch checkpoint in {folder}: it lacks {', '.join(missing)}; give a "
                "trial's checkpoint folder, such as results/<study>/trials/<number>/checkpoint"
            )
        try:
            trial = TrialConfig.model_validate_json((folder / "trial.json").read_bytes())
            with quiet():
                model = RelationModel.from_pretrained(folder)
                tokenizer = AutoTokenizer.from_pretrained(folder)
            types = TypeMask.load(folder / TYPES) if (folder / TYPES).is_file() else None
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise CheckpointError(f"cannot read the checkpoint {folder}: {error}") from error
        return Checkpoint(model, tokenizer, trial, types)


def gather_folds(checkpoint: Path, folds: Sequence[Path]) -> None:
    """Write copies of the folds' checkpoints as one, whole or not at all."""
    names = [f"fold-{number}" for number in range(len(folds))]
    with whole_folder(checkpoint) as new:
        for name, fold in zip(names, folds, strict=True):
            shutil.copytree(fold, new / name)
        (new / FOLDS).write_text(json.dumps({"models": names}), encoding="utf-8")


def models_in(checkpoint: Path) -> list[Path]:
    """Return the folders of a checkpoint's models: its folds, or itself alone."""
    if not (checkpoint / FOLDS).is_file():
        return [checkpoint]
    names = json.loads((checkpoint / FOLDS).read_text(encoding="utf-8"))["models"]
    return [checkpoint / name for name in names]
