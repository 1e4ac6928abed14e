import os
import subprocess
import sys
from pathlib import Path

import torch
from accelerate import PartialState

from relsearch.training.device import autocast, clean_process, has_bf16, pick_device, trim_heap


def test_threads_and_shared_state_are_as_before():
    threads = torch.get_num_threads()
    with clean_process(threads + 1):
        assert torch.get_num_threads() == threads + 1
        PartialState(cpu=True)
        assert PartialState._shared_state
    assert torch.get_num_threads() == threads
    assert not PartialState._shared_state


def test_threads_are_given_back_after_an_error():
    threads = torch.get_num_threads()
    try:
        with clean_process(threads + 1):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert torch.get_num_threads() == threads


def test_autocast_follows_the_device():
    device = pick_device()
    with autocast(device):
        product = torch.ones(2, 2, device=device) @ torch.ones(2, 2, device=device)
    assert product.dtype == (torch.bfloat16 if has_bf16(device) else torch.float32)


def test_trimming_gives_the_heaps_free_pages_back():
    held = [bytearray(100_000) for _ in range(2_000)]
    last = bytearray(100_000)  # above them all: without trimming, what lies below stays
    del held
    before = resident_bytes()
    trim_heap()
    assert resident_bytes() < before - 100_000_000
    assert last


def test_products_of_ever_new_shapes_leave_no_memory_behind():
    """In a process of its own: torch reads how much to keep at its first product."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_CAPACITY")}
    words = [sys.executable, "-W", "error", "-c", EVER_NEW_SHAPES]
    done = subprocess.run(words, env=kept, stdout=subprocess.PIPE, text=True, check=True)
    assert int(done.stdout) < 100_000_000  # 250 MB with what torch would keep by itself


EVER_NEW_SHAPES = """
import torch
from relsearch.training.device import autocast, trim_heap
from tests.training.test_device import resident_bytes

def multiply(rows):
    with autocast(torch.device("cpu")):
        net(torch.ones(rows, 384)).sum().backward()
    trim_heap()
    return resident_bytes()

torch.set_num_threads(1)
net = torch.nn.Sequential(*(torch.nn.Linear(*s) for s in [(384, 384), (384, 1536), (1536, 384)]))
first = multiply(1_000)
print([multiply(100 + 5 * number) for number in range(40)][-1] - first)
"""


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
