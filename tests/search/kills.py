"""Kill driver, workers or all of Ray at random moments of a small study, and resume each time.

    unshare -pfm --mount-proc python -m tests.search.kills FOLDER --kills 20 --seed 1

It kills what it finds among the processes, so it refuses to run outside a PID namespace of its
own. What it saw goes to FOLDER/kills.json.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

from tests.search.test_run import space_file
from tests.search.verdict import Onlooker, counts_of, faults_of, reached_of, rungs_of
from tests.tiny import save_tiny_bert

TRIALS = 12
OVERRIDES = {
    "search.trials": TRIALS,
    "search.max_failures": 1000,  # every kill of a worker counts as one
    "search.max_concurrent": 2,
    "search.sampler": "{kind: tpe, startup_trials: 3}",
    "search.scheduler": "{kind: asha, grace: 4, reduction: 3}",
    "fixed.epochs": 108,
    "resources.cpus": 0.5,
}
# How often each is killed, and within how many seconds of the last kill.
TARGETS = {"worker": (5, 12), "driver": (3, 40), "everything": (2, 40)}


class Study:
    """The study under fire: its driver, and what is known of it since the last look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        encoder = save_tiny_bert(folder / "encoder")
        self.space = space_file(folder, encoder)
        self.place = folder / "results" / "smoke"
        self.onlooker = Onlooker(self.place)
        self.faults = self.onlooker.faults
        self.starts = 0
        self.updates: dict[Path, int] = {}
        self.driver = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "relsearch.cli", "tune", str(self.space), "--resume"]
        words += ["--results", str(self.folder / "results")]
        words += [word for key, value in OVERRIDES.items() for word in ("--set", f"{key}={value}")]
        self.starts += 1
        with (self.folder / "driver.log").open("ab") as log:
            return subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)

    def is_finished(self) -> bool:
        return self.driver.poll() == 0

    def revive(self) -> None:
        """Start the driver again where it is gone."""
        if self.driver.poll() not in (None, 0):
            if self.starts > TRIALS and not self.place.exists():
                sys.exit(f"the study never begins: see {self.folder}/driver.log")
            self.onlooker.look()
            self.driver = self._start()

    def kill(self, target: str) -> int:
        """Kill and return how many processes that were."""
        found = victims(target, self.driver.pid)
        for process in found:
            process.kill()
        if found and target != "worker":
            end(self.driver)
        self.onlooker.look()
        return len(found)

    def watch(self) -> None:
        """Compare the resume states with the last ones seen: no trial falls back behind its own."""
        for file in self.place.glob("trials/*/resume/trainer_state.json"):
            try:
                updates = json.loads(file.read_text())["global_step"]
            except (FileNotFoundError, NotADirectoryError):  # replaced meanwhile
                continue
            if updates < self.updates.get(file, 0):
                self.faults.append(f"{file} fell back from {self.updates[file]} to {updates}")
            self.updates[file] = updates


def victims(target: str, driver: int) -> list[psutil.Process]:
    """Return the driver, or one worker that trains, or all that is neither driver nor this."""
    if target == "driver":
        return [psutil.Process(driver)]
    others = [one for one in psutil.process_iter() if one.pid not in (1, os.getpid(), driver)]
    if target == "everything":
        return others
    workers = [one for one in others if name_of(one).startswith("ray::ImplicitFunc")]
    return random.sample(workers, 1) if workers else []


def name_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def end(driver: subprocess.Popen[bytes]) -> None:
    """Wait for a driver without a cluster to give up; it need not."""
    try:
        driver.wait(30)
    except subprocess.TimeoutExpired:
        driver.send_signal(signal.SIGKILL)
        driver.wait()


def fire(study: Study, *, kills: int, draw: random.Random) -> Counter[str]:
    """Kill so many times at random moments, as long as the study is not finished."""
    done: Counter[str] = Counter()
    while done.total() < kills and not study.is_finished():
        target = draw.choices([*TARGETS], [weight for weight, _ in TARGETS.values()])[0]
        until = time.monotonic() + draw.uniform(1, TARGETS[target][1])
        while time.monotonic() < until and not study.is_finished():
            study.revive()
            study.watch()
            time.sleep(0.05)
        if not study.is_finished() and study.kill(target):
            done[target] += 1
            print(f"{time.monotonic():.0f} s, kill {done.total()}: {target}", flush=True)
    return done


def finish(study: Study) -> None:
    """Let the study run to its end."""
    while not study.is_finished():
        study.revive()
        study.watch()
        time.sleep(0.1)
    study.onlooker.look()


def verdict(study: Study, done: Counter[str]) -> dict[str, Any]:
    """Return the counts, and every fault found."""
    return {
        "kills": dict(done),
        "drivers": study.starts,
        **counts_of(study.place),
        "rungs": rungs_of(study.place),
        "reached": reached_of(study.place),
        "faults": study.faults + faults_of(study.place, trials=TRIALS),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.getpid() != 1:
        sys.exit("run it as the first process of a PID namespace: see the top of this file")
    random.seed(options.seed)
    began = time.monotonic()
    study = Study(options.folder.resolve())
    done = fire(study, kills=options.kills, draw=random.Random(options.seed))
    finish(study)
    seen = verdict(study, done) | {"minutes": round((time.monotonic() - began) / 60, 1)}
    (options.folder / "kills.json").write_text(json.dumps(seen, indent=1))
    print(json.dumps(seen, indent=1))


if __name__ == "__main__":
    main()
