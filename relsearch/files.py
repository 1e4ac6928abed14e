"""Whole or not at all: files and folders appear under their names only when they are complete."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relsearch.errors import ResourceError


def nearby(place: str | Path) -> str:
    """Return a path as one would type it here: relative where it lies below; a URL as it is."""
    path, here = Path(place), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else place)


def cache_folder(given: Path | None = None) -> Path:
    """Return the folder of cached files: the one given, $RELSEARCH_CACHE or ~/.cache/relsearch.

    Raises ResourceError where it cannot be made.
    """
    default = os.environ.get("RELSEARCH_CACHE") or Path.home() / ".cache" / "relsearch"
    folder = Path(given or default)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResourceError(
            f"the cache folder {folder} cannot be made ({error.strerror});"
            " set RELSEARCH_CACHE to a folder that can be written"
        ) from None
    return folder


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; on success it takes its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _beside(path)
    try:
        yield temporary
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def put_in_place(file: Path, path: Path) -> None:
    """Rename a file to ``path``, for good: a power cut leaves the old one or the new one, whole."""
    _sync(file)
    os.replace(file, path)
    _sync(path.parent)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield an empty temporary folder; on success it takes the place of ``path``.

    A folder cannot be renamed over a full one, so the old one is moved aside first: a crash
    between the two renames leaves ``path`` missing, which `recover_folder` puts right.
    """
    temporary, old = _beside(path), _old(path)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
        for item in (*temporary.rglob("*"), temporary):
            _sync(item)
        shutil.rmtree(old, ignore_errors=True)
        if path.exists():
            os.replace(path, old)
        os.replace(temporary, path)
        _sync(path.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        _put_back(path)
        shutil.rmtree(temporary, ignore_errors=True)


def recover_folder(path: Path) -> None:
    """Clear up where a crash fell into `whole_folder`: the old folder stands again, alone.

    Call it before anything writes there again.
    """
    _put_back(path)
    for leftover in path.parent.glob(f".{path.name}.*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _put_back(path: Path) -> None:
    if not path.exists() and _old(path).exists():
        os.replace(_old(path), path)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _old(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _sync(path: Path) -> None:
    """Have a file's content, or a folder's names, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        if not path.is_dir():  # some network file systems know no such thing of a folder
            raise
    finally:
        os.close(descriptor)
