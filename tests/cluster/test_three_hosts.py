"""The search on three hosts, as a test: see `tests.cluster.three_hosts` for what happens."""

import json
import subprocess
import sys

import pytest

from tests.cluster.hosts import missing


@pytest.mark.cluster
def test_a_lost_worker_and_a_lost_head_cost_minutes_and_no_results(tmp_path):
    if why := missing():
        pytest.skip(why)
    words = ["unshare", "--kill-child", "-npfm", "--mount-proc", sys.executable]
    folder = tmp_path / "lab"
    subprocess.run([*words, "-m", "tests.cluster.three_hosts", str(folder)], check=True)
    counts = json.loads((folder / "counts.json").read_text())
    assert counts["faults"] == []
    assert counts["trials"] == 10
    # Both losses may befall one trial: attempts are counted, not trials.
    assert sum(len(hosts) - 1 for hosts in counts["resumed"].values()) >= 2
