"""What the faults have in common: a Ray Tune search in a folder, and what can be seen of it."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import optuna
import ray
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from ray import tune
from ray.tune import CheckpointConfig, FailureConfig, RunConfig, TuneConfig, Tuner
from ray.tune.schedulers import ASHAScheduler
from ray.tune.search.optuna import OptunaSearch

os.environ["RAY_AIR_NEW_OUTPUT"] = "0"
SCORE = {"metric": "score", "mode": "max"}
TRIALS, STEPS = 8, 9


def climb(config: dict[str, Any]) -> None:
    """Report a score that rises with the steps and with x."""
    for step in range(1, STEPS + 1):
        time.sleep(config.get("seconds", 0))
        tune.report({"score": config["x"] * step})


def freeze(config: dict[str, Any]) -> None:
    """Report once and stand still."""
    tune.report({"score": config["x"]})
    time.sleep(3600)


def search(
    folder: Path,
    train: Callable[[dict[str, Any]], None],
    *,
    trials: int = TRIALS,
    stored: bool = True,
    scheduler: Any = None,
    failures: int = 0,
    kept: int | None = None,
    **space: Any,
) -> Tuner:
    """Return a Tuner over x in 0..1, with its Optuna study in the folder where it is ``stored``."""
    storage = storage_in(folder) if stored else None
    sampler = OptunaSearch(seed=1, storage=storage, study_name="study", **SCORE)
    return Tuner(
        train,
        param_space={"x": tune.uniform(0, 1), **space},
        tune_config=TuneConfig(
            num_samples=trials,
            search_alg=sampler,
            scheduler=scheduler,
            max_concurrent_trials=2,
            **SCORE,
        ),
        run_config=RunConfig(
            name="run",
            storage_path=str(folder),
            failure_config=FailureConfig(max_failures=failures),
            checkpoint_config=CheckpointConfig(num_to_keep=kept),
            verbose=0,
        ),
    )


def storage_in(folder: Path) -> JournalStorage:
    """Return the storage of a folder's Optuna study."""
    return JournalStorage(JournalFileBackend(str(folder / "study.journal")))


def asha() -> ASHAScheduler:
    """Return an ASHA with rungs after 1 and 3 of 9 steps."""
    return ASHAScheduler(max_t=STEPS, grace_period=1, reduction_factor=3)


def start_ray() -> None:
    """Start a Ray of this process's own, with two slots."""
    ray.init(address="local", num_cpus=2, num_gpus=0, include_dashboard=False)


def states(folder: Path) -> str:
    """Count the states of the trials in a folder's Optuna study."""
    return str(dict(Counter(trial.state.name for trial in study_in(folder).trials)))


def searched_on(folder: Path, search_on: Callable[[], str]) -> Iterator[str]:
    """Search on and say what became of it and of the study."""
    try:
        yield f"two more trials: {search_on()}"
    except Exception as error:
        yield f"searching on ended with {one_line(error)}"
    try:
        yield f"after: states in the study: {states(folder)}"
    except Exception as error:
        yield f"reading the study ends with {one_line(error)}"


def study_in(folder: Path) -> optuna.Study:
    """Return the folder's Optuna study."""
    return optuna.load_study(study_name="study", storage=storage_in(folder))


def ended(results: Any) -> str:
    """Count how the trials of a search ended."""
    return str(dict(Counter("error" if one.error else "ended" for one in results)))


def in_another_process(code: str) -> subprocess.Popen[bytes]:
    """Run lines of Python; where they end by a signal, Ray ends what it had started for them."""
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, start_new_session=True
    )


def first_steps(folder: Path) -> int:
    """Count the trials that have reported at least once."""
    return sum(file.stat().st_size > 0 for file in folder.glob("run/*/result.json"))


def ends(folder: Path) -> int:
    """Count the trials whose last report is in."""
    files = folder.glob("run/*/result.json")
    return sum('"done": true' in file.read_text() for file in files)


def after(process: "subprocess.Popen[bytes]", *, seconds: float) -> str:
    """Say what has become of a process after a while, and end it."""
    time.sleep(seconds)
    code = process.poll()
    process.terminate()
    process.wait()
    return f"after {seconds:g} s: {'still waiting' if code is None else f'ended, {code}'}"


def tear(folder: Path) -> None:
    """Leave half a line at the end of the journal of a folder's Optuna study."""
    journal = folder / "study.journal"
    last = journal.read_text(encoding="utf-8").splitlines()[-1]
    with journal.open("a", encoding="utf-8") as file:
        file.write(last[: len(last) // 2])


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a file system of a few MB."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def until(holds: Callable[[], bool], *, seconds: float) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.1)


def one_line(error: BaseException) -> str:
    """Return an error's kind and the last line of its message."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [""]
    return f"{type(error).__name__}: {lines[-1].strip()[:200]}"
