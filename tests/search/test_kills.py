"""The search under fire: see `tests.search.kills` for what is killed, when, and compared."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.kill
def test_twenty_kills_at_random_moments_lose_nothing_and_repeat_nothing(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("a PID namespace of its own needs root")
    words = ["unshare", "-pfm", "--mount-proc", sys.executable, "-m", "tests.search.kills"]
    subprocess.run([*words, str(tmp_path), "--kills", "20", "--seed", "1"], check=True)
    seen = json.loads((tmp_path / "kills.json").read_text())
    assert seen["faults"] == []
    assert seen["rungs"] == seen["reached"]
    assert seen["rungs"]["4"] == seen["trials"]  # each came to the first, and was judged there
    assert sum(seen["kills"].values()) >= 20
