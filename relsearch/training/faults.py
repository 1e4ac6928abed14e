"""What can end a run early: a stop that is asked for, a loss that diverges, too little memory."""

import torch

from relsearch.errors import RelsearchError

MEMORY_WORDS = ("out of memory", "not enough memory", "can't allocate memory")


class Stop(Exception):
    """Raised by ``on_evaluation`` to end the training here; the run then finishes as if done."""


class TrialFailed(RelsearchError):
    """A configuration that cannot be trained."""


class Diverged(TrialFailed):
    """The loss is no longer a number."""


class OutOfMemory(TrialFailed):
    """Not even one row at a time fits the device."""


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether an exception tells of exhausted memory, on a GPU or on the host."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError | OutOfMemory):
        return True
    return isinstance(error, RuntimeError) and any(word in str(error) for word in MEMORY_WORDS)
