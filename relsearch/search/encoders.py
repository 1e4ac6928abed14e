"""Encoders: the driver's local encoder folders, brought to every machine that lacks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import ray
from filelock import FileLock

from relsearch.config import StudyConfig
from relsearch.errors import EncoderError
from relsearch.files import cache_folder, whole_folder


@dataclass(frozen=True)
class Parcel:
    """An encoder folder in Ray's object store: the files' references by name, and their digest."""

    digest: str
    files: Mapping[str, Any]


def pack_encoders(config: StudyConfig) -> dict[str, Parcel]:
    """Put every encoder of the study that is a folder here into Ray's object store."""
    folders = [name for name in config.values_of("encoder") if Path(name).is_dir()]
    return {name: _pack(Path(name)) for name in folders}


def unpacked(encoder: str, parcels: Mapping[str, Parcel]) -> str:
    """Return where an encoder lies on this machine, unpacking it once a machine if it must be.

    A folder of the same name that holds the same files is taken as it is.
    """
    parcel = parcels.get(encoder)
    if parcel is None or (Path(encoder).is_dir() and _digest(Path(encoder)) == parcel.digest):
        return encoder
    folder = cache_folder() / "encoders" / parcel.digest
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            _unpack(encoder, parcel, folder)
    return str(folder)


def _pack(folder: Path) -> Parcel:
    files = {file.name: ray.put(file.read_bytes()) for file in _files(folder)}
    return Parcel(_digest(folder), files)


def _unpack(encoder: str, parcel: Parcel, folder: Path) -> None:
    with whole_folder(folder) as new:
        for name, reference in parcel.files.items():
            (new / name).write_bytes(ray.get(reference))
        if _digest(new) != parcel.digest:
            raise EncoderError(
                f"encoder {encoder} changed while it was copied to {folder}; leave it as it is and"
                " repeat the command with --resume"
            )


@lru_cache  # hashing a large model takes seconds, and every trial asks
def _digest(folder: Path) -> str:
    """Return a hash of a folder's file names and contents."""
    digest = sha256()
    for path in _files(folder):
        with path.open("rb") as file:
            digest.update(f"{path.name}\0{file_digest(file, 'sha256').hexdigest()}\0".encode())
    return digest.hexdigest()[:32]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())
