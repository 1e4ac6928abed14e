"""Mirror: a study's working folder on this machine and the storage that keeps it, held alike.

Whatever writes a study writes it here, whole, and then has it sent; whatever reads one has it
fetched. `Mirror` itself is for a study in a plain folder, where all that is nothing to do.
"""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

Say = Callable[[str], None]


class Mirror:
    """Of a study in a plain folder: what is here is all there is."""

    url: str | None = None

    def look(self, folder: Path) -> None:
        """Learn anew what the storage holds under a folder."""

    def has(self, path: Path) -> bool:
        """Say whether the storage held a file or a folder when last looked at."""
        return path.exists()

    def send(self, path: Path) -> None:
        """Write a file or a folder to the storage, what has changed since it was sent."""

    def fetch(self, path: Path) -> Path:
        """Make a file or a folder here what it was there when last looked at; return it."""
        return path

    def fetch_named(self, *names: str) -> None:
        """Look at everything, and fetch the files of these names out of all folders."""

    def fetch_grown(self, file: Path) -> Path:
        """Fetch a file that only ever grows, unless the one here is that one grown further.

        Returns it.
        """
        return file

    def send_state(self, folder: Path) -> None:
        """Put a folder in the place of the one there, whole or not at all."""

    def fetch_state(self, folder: Path) -> None:
        """Fetch the folder that was last put there whole, if any was."""

    def drop(self, path: Path) -> None:
        """Delete a file or a folder, here and there."""
        delete(path)

    def clear(self, folder: Path) -> None:
        """Delete the copy here of what the storage keeps."""

    def held(self, say: Say) -> AbstractContextManager[None]:
        """Keep the drivers of other machines out."""
        return nullcontext()


def delete(path: Path) -> None:
    """Delete a file or a folder, where there is one."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
