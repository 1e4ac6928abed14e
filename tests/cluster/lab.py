"""Lab: hosts on one wire, the study that they search, and what is seen of it."""

import re
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.cluster.hosts import Host, build_bridge, sh
from tests.search.verdict import FINISHED, STATE, Onlooker, operations

EVALUATION = 7  # what the journal calls an evaluation
NAMES = ("laptop", "head", "worker-1", "worker-2")


class Lab:
    """What happens goes to the study; what is seen of it, to a transcript and to ``counts``."""

    def __init__(self, folder: Path, *, study: str) -> None:
        self.folder, self.shared = folder, folder / "shared"
        self.place = self.shared / "results" / study
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
            self.say(f"  trial {line['trial_id']} ended, as number {len(self.ended)}")

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
