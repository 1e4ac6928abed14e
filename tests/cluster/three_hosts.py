"""A search on three hosts: `ray up`, a worker killed and added back, the head killed, all resumed.

    unshare --kill-child -npfm --mount-proc python -m tests.cluster.three_hosts FOLDER

A laptop runs the commands of cluster/README.md against a head and two workers; each has a link, a
disk, processes and an sshd of its own (`tests.cluster.hosts`). What was seen goes, line by line,
to FOLDER/transcript.txt, its counts to FOLDER/counts.json.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.hosts import PROJECT, Host, build_bridge, sh
from tests.search.verdict import (
    FINISHED,
    STATE,
    Onlooker,
    counts_of,
    faults_of,
    operations,
    rungs_of,
)

EVALUATION = 7  # what the journal calls an evaluation
TRIALS = 10
NAMES = ("laptop", "head", "worker-1", "worker-2")
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


class Lab:
    """The hosts, the study that they search, and what is seen of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.shared = folder, folder / "shared"
        self.place = self.shared / "results" / "quickstart"
        self.onlooker = Onlooker(self.place)
        self.counts: dict[str, Any] = {}
        self.evaluations: dict[int, list[float]] = defaultdict(list)  # by trial: when they came
        self.ended: list[int] = []
        self._read = 0
        self._began = time.monotonic()
        self.hosts = self._build()

    def _build(self) -> dict[str, Host]:
        key = self.folder / "id_ed25519"
        self.shared.mkdir(parents=True)
        sh("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        build_bridge()
        hosts = {
            name: Host(name, f"10.77.0.{last}", self.folder / name, self.shared)
            for last, name in enumerate(NAMES, 2)
        }
        for host in hosts.values():
            host.install(key)
            host.boot()
        return hosts

    def say(self, line: str) -> None:
        """Add a line to the transcript."""
        line = f"[{time.monotonic() - self._began:4.0f} s] {line}"
        print(line, flush=True)
        with (self.folder / "transcript.txt").open("a", encoding="utf-8") as file:
            print(line, file=file)

    def laptop(self, command: str) -> float:
        """Run a command on the laptop, its output kept in a file; return its seconds."""
        self.say(f"$ {command}")
        began = time.monotonic()
        done = self.hosts["laptop"].run("bash", "-c", command)
        (self.folder / "laptop.log").open("a").write(f"$ {command}\n{done.stdout}")
        assert done.returncode == 0, f"{command}:\n{done.stdout}"
        return round(time.monotonic() - began, 1)

    def start(self, command: str) -> subprocess.Popen[bytes]:
        """Start a command on the laptop."""
        self.say(f"$ {command}")
        return self.hosts["laptop"].start("bash", "-c", command, log=self.folder / "laptop.log")

    def until(self, holds: Callable[[], bool], what: str, *, seconds: float = 240) -> None:
        """Follow the study until something holds."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
            time.sleep(0.2)
            self.follow()
        self.say(what)

    def follow(self) -> None:
        """Say what the journal has that it had not when last looked at."""
        self.onlooker.look()
        lines = operations(self.place / "study.journal")
        for line in lines[self._read :]:
            self._tell(line)
        self._read = len(lines)

    def _tell(self, line: dict[str, Any]) -> None:
        if line["op_code"] == EVALUATION:
            number = line["trial_id"]
            self.evaluations[number].append(time.monotonic())
            score, host = line["intermediate_value"], self.host_of(number)
            self.say(f"  trial {number} on {host}, evaluation {line['step']}: {score:.1f}")
        elif line["op_code"] == STATE and line.get("state") in FINISHED:
            self.ended.append(line["trial_id"])
            self.say(f"  trial {line['trial_id']} ended: {len(self.ended)} of {TRIALS}")

    def running(self) -> list[int]:
        """Return the trials that have evaluations and no end."""
        return [number for number in sorted(self.evaluations) if number not in self.ended]

    def attempts(self, number: int) -> list[tuple[datetime, str]]:
        """Return when and on which host a trial was begun and begun again."""
        log = self.place / "trials" / str(number) / "log.txt"
        text = log.read_text(encoding="utf-8") if log.is_file() else ""
        found = re.findall(r"^--- (.*) UTC, (.*?): trial", text, re.MULTILINE)
        return [(datetime.fromisoformat(when).replace(tzinfo=UTC), host) for when, host in found]

    def host_of(self, number: int) -> str:
        """Return the host that a trial was last begun on."""
        return self.attempts(number)[-1][1]

    def in_the_middle(self, number: int) -> bool:
        """Say whether a trial is past ASHA's rung and before its end."""
        return 3 <= len(self.evaluations[number]) < 6 and number not in self.ended

    def runs_ray(self, *names: str) -> bool:
        """Say whether a raylet runs on each host."""
        return all("raylet" in map(name_of, self.hosts[name].processes()) for name in names)


def name_of(process: Any) -> str:
    try:
        return process.name()
    except Exception:
        return ""


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
    lab = Lab(folder)
    for act in (bring_up, lose_a_worker, lose_the_head, conclude):
        act(lab)


if __name__ == "__main__":
    main()
