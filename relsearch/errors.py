"""The exception tree, and "did you mean" for misspelt names.

    RelsearchError
    ├── DataError          a file of examples cannot be read as asked
    ├── EncoderError       a pretrained encoder cannot be found or loaded
    ├── ResourceError      the machine or the cluster lacks what a trial asks for
    ├── StudyError         a study folder cannot be opened, resumed or read
    ├── StorageError       the storage that keeps a study cannot be reached, read or written
    ├── CheckpointError    a checkpoint is missing, torn or not ours
    └── ListingError       a file is wrong in several places, and all are told
        ├── ConfigError    a search file, an override or an option is wrong
        └── ClusterError   a cluster file is wrong or a cluster cannot be reached

Whatever a user can mend is raised as one of these; the command line prints the message alone.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class RelsearchError(Exception):
    """Say what is wrong, where, and what to do about it."""


class ListingError(RelsearchError):
    """A file is wrong in several places; holds every problem found."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([message, *(f"  - {problem}" for problem in self.problems)]))


class ConfigError(ListingError):
    """A search file, an override or an option is wrong."""


class DataError(RelsearchError):
    """A file of examples cannot be read as asked."""


class EncoderError(RelsearchError):
    """A pretrained encoder cannot be found or loaded."""


class ResourceError(RelsearchError):
    """The machine or the cluster lacks what a trial asks for."""


class StudyError(RelsearchError):
    """A study folder cannot be opened, resumed or read."""


class StorageError(RelsearchError):
    """The storage that keeps a study cannot be reached, read or written."""


class CheckpointError(RelsearchError):
    """A checkpoint is missing, torn or not a relsearch checkpoint."""


class ClusterError(ListingError):
    """A cluster file is wrong or a cluster cannot be reached."""


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Return ``"; did you mean 'head'?"`` for a near miss, else the options there are.

    >>> did_you_mean("haed", ["head", "lr"])
    "; did you mean 'head'?"
    """
    options = list(options)
    close = get_close_matches(str(word), options, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; choose from {', '.join(options)}"
