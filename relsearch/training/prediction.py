"""The prediction loop: probabilities of rows under a model, in the rows' own order."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from relsearch.training.batches import Rows, by_length
from relsearch.training.device import autocast
from relsearch.training.faults import OutOfMemory, is_out_of_memory
from relsearch.training.pulse import with_pulse

BATCH_SIZE = 64


@torch.inference_mode()
def predict(model: nn.Module, rows: Rows, *, batch_size: int = BATCH_SIZE) -> NDArray[np.float32]:
    """Return softmax probabilities, float32 (rows, labels); each row sums to 1.

    Rows of like length are predicted together, in parts where they are too many for the memory;
    the model is left in the mode it was in. Raises OutOfMemory when a single row is too much.
    """
    device = next(model.parameters()).device
    training = model.training
    model.eval()
    try:
        batches = [
            (chosen, _in_parts(model, rows, chosen, device))
            for chosen in with_pulse(by_length(rows.lengths, batch_size))
        ]
    finally:
        model.train(training)
    order = np.concatenate([chosen for chosen, _ in batches])
    # One copy at the end: reading each batch would make an accelerator wait for the host.
    predicted = torch.cat([probabilities for _, probabilities in batches]).cpu().numpy()
    return np.asarray(predicted[np.argsort(order)])


def _in_parts(
    model: nn.Module, rows: Rows, chosen: NDArray[np.int64], device: torch.device
) -> torch.Tensor:
    """Return the probabilities of the chosen rows, halved until they fit the memory."""
    try:
        return _probabilities(model, rows[chosen], device)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
    if len(chosen) == 1:
        raise OutOfMemory(
            f"one row of {rows.lengths[chosen[0]]} tokens at a time is too much memory to predict;"
            " lower max_length or encoder_layers, or use a larger device"
        )
    halves = np.array_split(chosen, 2)
    return torch.cat([_in_parts(model, rows, half, device) for half in halves])


def _probabilities(
    model: nn.Module, batch: dict[str, torch.Tensor], device: torch.device
) -> torch.Tensor:
    batch = {name: values.to(device, non_blocking=True) for name, values in batch.items()}
    batch.pop("labels", None)
    with autocast(device):
        logits = model(**batch).logits
    return torch.softmax(logits.float(), dim=-1)  # (batch, labels)
