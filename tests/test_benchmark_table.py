"""The table of runs that benchmarks share: a run with a row is known, a claim is held by one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.table import Table, claimed

HOLD = """
import sys, time
from pathlib import Path
from benchmarks.table import claimed
with claimed(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


def test_a_run_with_its_row_is_known_by_its_keys(tmp_path: Path) -> None:
    table = Table(tmp_path / "runs.csv", ("name", "seed", "score"), keys=2)
    table.append({"name": "a", "seed": 42, "score": 1.5})
    assert table.has({"name": "a", "seed": 42})
    assert not table.has({"name": "a", "seed": 43})


def test_the_header_stands_once(tmp_path: Path) -> None:
    table = Table(tmp_path / "runs.csv", ("name", "score"), keys=1)
    for name in "ab":
        table.append({"name": name, "score": 1})
    assert table.path.read_text() == "name,score\na,1\nb,1\n"


def test_a_claim_is_held_by_one_process_and_free_once_that_is_killed(tmp_path: Path) -> None:
    claim = tmp_path / "claims" / "run"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(claim)], env=environment, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "True\n"
        with claimed(claim) as mine:
            assert not mine
        holder.send_signal(signal.SIGKILL)
    with claimed(claim) as mine:
        assert mine
        assert claim.read_text() == f"{os.getpid()}\n"
