"""The lock: one driver at a time, and none once it is dead."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from relsearch.errors import StudyError
from relsearch.study import claimed, locked, study_at

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


def test_a_study_in_a_storage_is_claimed_with_its_records_and_its_journal(tmp_path, monkeypatch):
    url = f"file://{tmp_path}/share/night"
    for machine in ("one", "two"):
        monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / machine))
        folder = study_at(url, role="driver")
        with claimed(folder, say=print):
            if machine == "one":
                folder.journal.write_text("told\n")
                folder.mirror.send(folder.journal)
            assert folder.journal.read_text() == "told\n"


def test_a_driver_writes_nothing_once_its_study_was_taken_over(tmp_path, monkeypatch):
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / "one"))
    folder = study_at(f"file://{tmp_path}/share/night", role="driver")
    with claimed(folder, say=print):
        folder.journal.write_text("mine\n")
        lease = tmp_path / "share" / "night" / "lease.json"
        held = json.loads(lease.read_text())
        lease.write_text(json.dumps(held | {"token": "another"}))
        with pytest.raises(StudyError, match="was taken over"):
            folder.mirror.send(folder.journal)
    assert not (tmp_path / "share" / "night" / "study.journal").exists()
