"""A search on three hosts: `ray up`, a worker killed and added back, the head killed, all resumed.

    unshare --kill-child -npfm --mount-proc python -m tests.cluster.three_hosts FOLDER

A laptop runs the commands of cluster/README.md against a head and two workers; each has a link, a
disk, processes and an sshd of its own (`tests.cluster.hosts`). What was seen goes, line by line,
to FOLDER/transcript.txt, its counts to FOLDER/counts.json.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.hosts import PROJECT
from tests.cluster.lab import Lab
from tests.search.verdict import counts_of, faults_of, rungs_of

TRIALS = 10
CLUSTER = "/mnt/relsearch/cluster.yaml"
# Quickstart, with more evaluations a trial: one may be killed between two of them.
TUNE = (
    f"relsearch tune ~/relsearch/search_spaces/quickstart.yaml --address auto --trials {TRIALS}"
    " --set fixed.eval_per_epoch=2"
)


def edited(text: str, addresses: dict[str, str]) -> dict[str, Any]:
    """Return cluster/onprem.yaml with its three edits, and less to install.

    The hosts share this machine's environment: instead of a wheel, each gets a link to it. They
    share its cores and its memory too, so that each worker takes one core.
    """
    config = yaml.safe_load(text)
    config["provider"]["head_ip"] = addresses["head"]
    config["provider"]["worker_ips"] = [addresses["worker-1"], addresses["worker-2"]]
    config["auth"]["ssh_user"] = "root"
    config["file_mounts"] = {
        there: here for there, here in config["file_mounts"].items() if not here.startswith("dist/")
    }
    config["setup_commands"] = [
        line for line in config["setup_commands"] if "venv/bin/pip" not in line
    ]
    link = f"ln -sfn {sys.prefix} ~/relsearch/venv"
    config["setup_commands"][-1] = f"{link}; echo 'export PYTHONPATH={PROJECT}' >> ~/relsearch/env"
    memory = " --object-store-memory=200000000"
    config["head_start_ray_commands"][-1] += memory
    config["worker_start_ray_commands"][-1] += f" --num-cpus=1{memory}"
    return config


def bring_up(lab: Lab) -> None:
    """From an edited file to a cluster of three hosts."""
    addresses = {name: host.address for name, host in lab.hosts.items()}
    shipped = (PROJECT / "cluster" / "onprem.yaml").read_text(encoding="utf-8")
    (lab.shared / "cluster.yaml").write_text(yaml.safe_dump(edited(shipped, addresses)))
    lab.laptop("ray get-auth-token --generate")
    lab.laptop(f"relsearch cluster check {CLUSTER}")
    lab.counts["ray_up_seconds"] = lab.laptop(f"ray up -y --no-config-cache {CLUSTER}")
    began = time.monotonic()
    lab.until(lambda: lab.runs_ray("worker-1", "worker-2"), "both workers have joined")
    lab.counts["workers_joined_seconds"] = round(time.monotonic() - began, 1)


def lose_a_worker(lab: Lab) -> None:
    """A job, a host gone in the middle of a trial, and back again."""
    lab.start(f"ray dashboard {CLUSTER}")
    submit = "ray job submit --address http://127.0.0.1:8265 --no-wait"
    time.sleep(5)
    lab.laptop(f"RAY_AUTH_MODE=token {submit} -- bash -c '{TUNE} --resume'")

    def middle() -> list[int]:
        return [number for number in lab.running() if lab.in_the_middle(number)]

    lab.until(lambda: len(lab.ended) > 1 and bool(middle()), "a worker is in mid-trial")
    number = middle()[0]
    lose(lab, lab.host_of(number), number)


def lose(lab: Lab, name: str, number: int) -> None:
    """Kill a worker, boot it again after ten seconds, and wait for its trial's next evaluation."""
    before = len(lab.evaluations[number])
    lab.hosts[name].kill()
    killed = time.monotonic()
    lab.say(f"{name} is gone, its link first; it ran trial {number}, evaluated {before} times")
    lab.until(lambda: time.monotonic() > killed + 10, "ten seconds later")
    lab.hosts[name].boot()
    lab.say(f"{name} is there again, with nothing running on it")
    lab.until(lambda: len(lab.evaluations[number]) > before, f"trial {number} goes on")
    lab.counts["lost_to_the_worker_seconds"] = round(lab.evaluations[number][before] - killed, 1)
    lab.until(lambda: lab.runs_ray(name), f"{name} has joined again")
    lab.counts["rejoined_seconds"] = round(time.monotonic() - killed, 1)


def lose_the_head(lab: Lab) -> None:
    """The head gone with the driver; another `ray up`, and the same command goes on."""

    def middle() -> bool:
        return len(lab.ended) >= 5 and any(map(lab.in_the_middle, lab.running()))

    lab.until(middle, "five trials have ended, and one is in its middle")
    before = {number: len(lab.evaluations[number]) for number in lab.running()}
    lab.hosts["head"].kill()
    killed = time.monotonic()
    lab.say(f"the head is gone, its link first, while these ran: {before}")
    lab.hosts["head"].boot()
    lab.counts["ray_up_again_seconds"] = lab.laptop(f"ray up -y --no-config-cache {CLUSTER}")
    command = lab.start(f"ray exec --no-config-cache {CLUSTER} '{TUNE} --resume'")
    goes_on = [lambda n=n: len(lab.evaluations[n]) > before[n] or n in lab.ended for n in before]
    lab.until(lambda: all(go() for go in goes_on), "what ran on the lost cluster goes on")
    lab.counts["lost_to_the_head_seconds"] = round(time.monotonic() - killed, 1)
    lab.until(lambda: command.poll() is not None, "the command has ended", seconds=400)
    assert command.returncode == 0


def conclude(lab: Lab) -> None:
    """Compare what is there with what was asked for and what was seen."""
    lab.counts |= counts_of(lab.place) | {"rungs": rungs_of(lab.place)}
    resumed = [n for n in range(TRIALS) if len(lab.attempts(n)) > 1]
    lab.counts["resumed"] = {n: [host for _, host in lab.attempts(n)] for n in resumed}
    faults = lab.onlooker.faults + faults_of(lab.place, trials=TRIALS)
    repeated = [n for n, times in Counter(lab.ended).items() if times > 1]
    lab.counts["faults"] = faults + [f"trial {n} ended twice" for n in repeated]
    for name, count in lab.counts.items():
        lab.say(f"{name}: {count}")
    (lab.folder / "counts.json").write_text(json.dumps(lab.counts, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder for hosts and transcript, made anew")
    folder = parser.parse_args().folder.resolve()
    if os.getpid() != 1:
        sys.exit("run it as the first process of namespaces of its own: see the top of this file")
    folder.mkdir(parents=True)
    lab = Lab(folder, study="quickstart")
    for act in (bring_up, lose_a_worker, lose_the_head, conclude):
        act(lab)


if __name__ == "__main__":
    main()
