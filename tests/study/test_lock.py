"""The lock: one driver at a time, and none once it is dead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from relsearch.errors import StudyError
from relsearch.study import locked

HOLD = """
import sys, time
from pathlib import Path
from relsearch.study.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""
ROOT = Path(__file__).parents[2]


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path):
    lock = tmp_path / "hand" / ".lock"
    with (
        locked(lock),
        pytest.raises(StudyError, match=rf"study hand is being tuned by process {os.getpid()};"),
        locked(lock),
    ):
        pass


def test_a_lock_let_go_can_be_taken_again(tmp_path):
    for _ in range(2):
        with locked(tmp_path / ".lock"):
            pass


def test_an_error_lets_the_lock_go(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / ".lock"):
        raise ZeroDivisionError
    with locked(tmp_path / ".lock"):
        pass


def test_a_killed_holder_lets_the_lock_go(tmp_path):
    lock = tmp_path / ".lock"
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StudyError, match=f"process {holder.pid};"), locked(lock):
            pass
        holder.kill()
    with locked(lock):
        pass
