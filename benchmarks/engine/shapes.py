"""Measures what matrix products of ever new shapes leave in a process; README.md has the command.

Prints rows of shapes.csv: the caches' capacities come from the environment.
"""

import ctypes
import os
import time

import torch

CACHES = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY")
LAYERS = ((384, 384), (384, 1536), (1536, 384))
GLIBC = ctypes.CDLL(None)


class MallocInfo(ctypes.Structure):
    """What glibc's mallinfo2 returns."""

    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]


def main() -> None:
    """Train three layers on batches of 100, 103 … rows and print a line every 40 batches."""
    torch.set_num_threads(1)
    GLIBC.mallinfo2.restype = MallocInfo
    net = torch.nn.Sequential(*(torch.nn.Linear(*sizes) for sizes in LAYERS))
    entries, start = [os.environ.get(name, "1024") for name in CACHES], time.process_time()
    for number in range(161):
        batch = torch.randn(100 + 3 * number, 384)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            net(batch).sum().backward()
        net.zero_grad()
        if number % 40 == 0:
            seconds = round(time.process_time() - start, 2)
            print(*entries, number + 1, *held(), seconds, sep=",", flush=True)


def held() -> tuple[int, int]:
    """Return the resident memory after a trim and what of the heap is in use, in MB."""
    GLIBC.malloc_trim(0)
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20, GLIBC.mallinfo2().uordblks >> 20


if __name__ == "__main__":
    main()
