"""Fifty trials through one process: see `tests.training.leaks` for what is run and noted."""

import csv
import subprocess
import sys

import pytest
import torch

WARM = 10  # trials in which libraries are loaded and caches filled
MORE_MB = 40


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Return what the process held after each trial, by column."""
    folder = tmp_path_factory.mktemp("leaks")
    words = [sys.executable, "-m", "tests.training.leaks", str(folder), "--trials", "50"]
    subprocess.run(words, check=True)
    with (folder / "leaks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [int(row[name]) for row in rows] for name in rows[0]}


@pytest.mark.slow
def test_fifty_trials_leave_no_memory_behind(held):
    assert len(held["rss_mb"]) == 50
    assert max(held["rss_mb"][WARM:]) <= max(held["rss_mb"][:WARM]) + MORE_MB


@pytest.mark.slow
@pytest.mark.parametrize("name", ["threads", "files"])
def test_fifty_trials_leave_no_threads_or_open_files_behind(held, name):
    assert max(held[name][WARM:]) <= max(held[name][:WARM])


@pytest.mark.slow
def test_fifty_trials_leave_no_memory_of_the_gpu_behind(held):
    if not torch.cuda.is_available():
        pytest.skip("there is no GPU")
    assert max(held["gpu_mb"][WARM:]) <= max(held["gpu_mb"][:WARM])
