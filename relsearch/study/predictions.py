"""Predictions: the probabilities of a trial's best evaluation, by part, stored as one npz."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from relsearch.errors import StudyError
from relsearch.files import whole_file


@dataclass(frozen=True)
class PartPredictions:
    """Ids of n rows and their probabilities: float32 (n, labels).

    ``models`` (folds, n, labels) are those of each fold's model, whose mean ``probabilities`` are;
    None for a trial of one model, and for rows that the folds' models trained on.
    """

    ids: tuple[str, ...]
    probabilities: NDArray[np.float32]
    models: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Predictions:
    """What a trial said of dev (and select, test), in the label order that it names."""

    labels: tuple[str, ...]
    evaluation: int
    parts: Mapping[str, PartPredictions]

    def save(self, path: Path) -> None:
        """Write the npz whole or not at all."""
        arrays: dict[str, NDArray[np.generic]] = {
            "labels": np.array(self.labels),
            "evaluation": np.array(self.evaluation),
        }
        for name, part in self.parts.items():
            arrays[f"{name}_ids"] = np.array(part.ids)
            arrays[f"{name}_probabilities"] = part.probabilities.astype(np.float32)
            if part.models is not None:
                arrays[f"{name}_models"] = part.models.astype(np.float32)
        with whole_file(path) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    @staticmethod
    def load(path: Path) -> "Predictions":
        """Read an npz; StudyError when it is missing or torn."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                names = [key.removesuffix("_ids") for key in arrays if key.endswith("_ids")]
                parts = {
                    name: PartPredictions(
                        tuple(arrays[f"{name}_ids"].tolist()),
                        arrays[f"{name}_probabilities"],
                        arrays.get(f"{name}_models"),
                    )
                    for name in names
                }
                labels = tuple(arrays["labels"].tolist())
                return Predictions(labels, int(arrays["evaluation"]), parts)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
            raise StudyError(f"cannot read the predictions {path}: {error}") from None
