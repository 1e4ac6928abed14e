"""The device: which one there is, its 16-bit arithmetic, and leaving it clean for the next run."""

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from accelerate.state import AcceleratorState, GradientState, PartialState
from transformers import PreTrainedModel

# What oneDNN and torch's layer above it keep ready for matrix products of a shape that they have
# seen, 1,024 each unless told. Shapes are ever new here, one is half a megabyte on a CPU with AMX,
# and no trim reaches it: benchmarks/engine/README.md has the figures. Read at the first product.
for _cache, _entries in {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": 64, "LRU_CACHE_CAPACITY": 16}.items():
    os.environ.setdefault(_cache, str(_entries))


def pick_device() -> torch.device:
    """Return the accelerator that this process sees, else the CPU."""
    if torch.accelerator.is_available():
        return torch.accelerator.current_accelerator() or torch.device("cpu")
    return torch.device("cpu")


def has_bf16(device: torch.device) -> bool:
    """Say whether the device multiplies bfloat16 matrices itself; emulation would be slower."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    known = torch.cpu.get_capabilities()
    return device.type == "cpu" and any(known.get(name) for name in ("avx512_bf16", "amx_bf16"))


def autocast(device: torch.device) -> torch.autocast:
    """Return the context in which matrix products run in bfloat16 where the device has it."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_bf16(device))


@contextmanager
def stepwise_attention(encoder: PreTrainedModel, device: torch.device) -> Iterator[None]:
    """Have a CPU compute attention step by step in the forward passes that will be trained on.

    The backward pass of torch's fused kernel for bfloat16 on CPUs takes longer than all the rest:
    3 layers of 384 on 32 x 84 tokens trained 42 rows/s with it and 75 without (torch 2.13). Its
    forward pass alone is the faster one, so predictions keep it.
    """
    before = encoder.config._attn_implementation
    switch = device.type == "cpu" and has_bf16(device) and before == "sdpa"
    if switch:
        encoder.set_attn_implementation("eager")
    try:
        yield
    finally:
        if switch:
            encoder.set_attn_implementation(before)


@contextmanager
def clean_process(threads: int | None = None) -> Iterator[None]:
    """Run with ``threads`` CPU threads (None: as they are) and leave no trace in the process.

    A worker that runs trial after trial would else hand each the last one's accelerate state,
    thread count and cached memory.
    """
    before = torch.get_num_threads()
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
        release()


def release() -> None:
    """Forget accelerate's process-wide state and give cached memory back."""
    for state in (AcceleratorState, PartialState, GradientState):
        state._shared_state.clear()
    gc.collect()
    trim_heap()
    if torch.accelerator.is_available():
        torch.accelerator.empty_cache()


def trim_heap() -> None:
    """Give the heap's free pages back to the system, where the C library can (glibc).

    It keeps what batches of ever new lengths leave: 20 updates of 4 layers on a CPU held 2.2 GB,
    0.7 GB of it in use, and a run would go on to 5 GB.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
