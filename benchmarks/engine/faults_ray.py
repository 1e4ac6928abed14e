"""Faults of plain Ray Tune, with OptunaSearch on a journal of its own: one function a fault."""

import math
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ray
from ray import tune
from ray.tune import Tuner
from searches import (
    STEPS,
    after,
    asha,
    climb,
    ended,
    ends,
    first_steps,
    in_another_process,
    one_line,
    search,
    searched_on,
    small_disk,
    start_ray,
    states,
    study_in,
    tear,
    until,
)


def driver_killed(folder: Path) -> Iterator[str]:
    """Kill the driver while trials run, and just after one has ended, and restore the search."""
    moments: dict[str, Callable[[Path], bool]] = {
        "five trials had begun": lambda place: first_steps(place) >= 5,
        "a trial had ended": lambda place: ends(place) >= 1,
    }
    for moment, reached in moments.items():
        for stored in (True, False):
            place = folder / f"{moment} {stored}".replace(" ", "_")
            study = "the study in a journal" if stored else "the study in memory"
            run_and_kill(place, reached, stored=stored)
            before = f"killed when {first_steps(place)} trials had begun, {ends(place)} ended"
            for seen in restored(place, stored=stored):
                yield f"{study}, {before}: {seen}"


def run_and_kill(folder: Path, reached: Callable[[Path], bool], *, stored: bool) -> None:
    """Run a search in another process until a moment is reached, and kill it."""
    folder.mkdir(parents=True)
    driver = in_another_process(
        "import pathlib, searches as f; f.start_ray();"
        f"f.search(pathlib.Path({str(folder)!r}), f.climb, stored={stored}, scheduler=f.asha(),"
        "seconds=0.3).fit()"
    )
    until(lambda: reached(folder), seconds=90)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    time.sleep(2)  # Ray notices


def restored(folder: Path, *, stored: bool) -> Iterator[str]:
    """Restore a search and say what became of it."""
    start_ray()
    try:
        tuner = Tuner.restore(str(folder / "run"), climb, resume_errored=True)
        yield f"restored to {len(results := tuner.fit())} trials, {ended(results)}"
        (_, scores) = tuner._local_tuner._tune_config.scheduler._brackets[0]._rungs[-1]
        yield f"scores at the first rung: {len(scores)} of {first_steps(folder)} trials"
    except Exception as error:
        yield f"the restored search ended with {one_line(error)}"
    if stored:
        yield f"states in the study: {states(folder)}"
    ray.shutdown()


def stopped_states(folder: Path) -> Iterator[str]:
    """Let ASHA stop trials and see what the Optuna study holds of them."""
    start_ray()
    results = search(folder, climb, scheduler=asha()).fit()
    steps = [one.metrics["training_iteration"] for one in results]
    yield f"trials that ASHA stopped: {sum(step < STEPS for step in steps)} of {len(steps)}"
    study = study_in(folder)
    yield f"states in the study: {states(folder)}"
    bare = sum(not trial.intermediate_values for trial in study.trials)
    yield f"trials without intermediate values: {bare}"


def ranking(folder: Path) -> Iterator[str]:
    """Let one trial peak and fall, another rise less high."""

    def train(config: dict[str, Any]) -> None:
        try:
            (folder / "peaked").touch(exist_ok=False)
            scores = (0.5, 0.9, 0.4)
        except FileExistsError:
            scores = (0.5, 0.6, 0.7)
        for score in scores:
            tune.report({"score": score})

    start_ray()
    results = search(folder, train, trials=2).fit()
    for scope in ("last", "all"):
        best = results.get_best_result("score", "max", scope=scope)
        series = list(best.metrics_dataframe["score"])
        yield f"get_best_result(scope={scope!r}) names the trial of {series}"
    study = study_in(folder)
    yield f"values in the study: {[trial.value for trial in study.trials]}"


def retention(folder: Path) -> Iterator[str]:
    """Report three checkpoints a trial."""

    def train(config: dict[str, Any]) -> None:
        for step in range(3):
            with tempfile.TemporaryDirectory() as place:
                Path(place, "weights").write_bytes(bytes(1000))
                tune.report({"score": step}, checkpoint=tune.Checkpoint.from_directory(place))

    start_ray()
    for kept in (None, 1):
        search(folder / str(kept), train, trials=4, kept=kept, stored=False).fit()
        left = len(list((folder / str(kept)).rglob("weights")))
        yield f"num_to_keep={kept}: {left} checkpoints of 4 trials are left"


def nan_loss(folder: Path) -> Iterator[str]:
    """Let one trial in two report NaN from its second step on."""

    def train(config: dict[str, Any]) -> None:
        for step in range(1, STEPS + 1):
            tune.report({"score": math.nan if config["x"] > 0.5 and step > 1 else config["x"]})

    start_ray()
    results = search(folder, train, trials=6).fit()
    yield f"six trials: {ended(results)}"
    nans = [one.metrics for one in results if math.isnan(one.metrics["score"])]
    yield f"steps that trials went on with NaN: {[one['training_iteration'] for one in nans]}"
    yield f"states in the study: {states(folder)}"
    yield f"best of the search: {results.get_best_result().metrics['score']:.2f}"


def out_of_memory(folder: Path) -> Iterator[str]:
    """Let batches above eight exceed the memory."""

    def train(config: dict[str, Any]) -> None:
        import torch

        with (folder / "batches").open("a") as file:
            file.write(f"{config['batch']} ")
        if config["batch"] > 8:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        tune.report({"score": 1.0})

    start_ray()
    results = search(folder, train, trials=1, failures=2, batch=16).fit()
    yield f"max_failures=2: {ended(results)}"
    yield f"batches tried: {(folder / 'batches').read_text().split()}"
    yield f"states in the study: {states(folder)}"


def never_scheduled(folder: Path) -> Iterator[str]:
    """Ask for a GPU where there is none."""
    code = (
        "import pathlib, searches as f; f.start_ray();"
        "train = f.tune.with_resources(f.climb, {'gpu': 1});"
        f"f.search(pathlib.Path({str(folder)!r}), train, trials=1).fit()"
    )
    yield after(in_another_process(code), seconds=45)


def worker_killed(folder: Path) -> Iterator[str]:
    """Kill a worker in its third step, with and without retries."""

    def train(config: dict[str, Any]) -> None:
        last = tune.get_checkpoint()
        first = int(Path(last.path, "step").read_text()) + 1 if last else 1
        for step in range(first, STEPS + 1):
            if step == 3 and not last:
                os.kill(os.getpid(), signal.SIGKILL)
            with tempfile.TemporaryDirectory() as place:
                Path(place, "step").write_text(str(step))
                checkpoint = tune.Checkpoint.from_directory(place)
                tune.report({"score": step, "began_at": first}, checkpoint=checkpoint)

    start_ray()
    for failures in (0, 1):
        place = folder / str(failures)
        results = search(place, train, trials=1, failures=failures, stored=False).fit()
        began = (results[0].metrics or {}).get("began_at")
        yield f"max_failures={failures}: {ended(results)}, last attempt began at step {began}"


def full_disk(folder: Path) -> Iterator[str]:
    """Let three trials with 1 MB checkpoints meet a disk of 4 MB."""

    def train(config: dict[str, Any]) -> None:
        for step in range(3):
            with tempfile.TemporaryDirectory() as place:
                Path(place, "weights").write_bytes(bytes(1_000_000))
                tune.report({"score": step}, checkpoint=tune.Checkpoint.from_directory(place))

    start_ray()
    with small_disk(folder / "disk", "4m"):
        try:
            results = search(folder / "disk", train, trials=3, stored=False).fit()
            yield f"three trials: {ended(results)}"
        except Exception as error:
            yield f"the search ended with {one_line(error)}"
        failed = len(list(folder.rglob("error.pkl")))
        yield f"trials that failed: {failed} of 3"
        ray.shutdown()


def two_drivers(folder: Path) -> Iterator[str]:
    """Start a search twice at once, under one name and with one study."""
    code = (
        "import pathlib, searches as f; f.start_ray();"
        f"print(len(f.search(pathlib.Path({str(folder)!r}), f.climb, trials=4, seconds=0.5).fit()))"
    )
    drivers = [in_another_process(code) for _ in range(2)]
    codes = [driver.wait() for driver in drivers]
    yield f"two drivers of four trials each ended with {codes}"
    yield f"states in the study: {states(folder)}"
    yield f"trial folders: {len(list(folder.glob('run/*/result.json')))}"
    yield f"states of the search: {len(list(folder.glob('run/experiment_state-*.json')))}"


def stuck(folder: Path) -> Iterator[str]:
    """Let trials stand still after their first report."""
    place = f"pathlib.Path({str(folder)!r})"
    code = f"import pathlib, searches as f; f.start_ray(); f.search({place}, f.freeze).fit()"
    yield after(in_another_process(code), seconds=60)
    yield f"states in the study: {states(folder)}"


def torn_journal(folder: Path) -> Iterator[str]:
    """Search, leave half a line at the end of the study's journal, and search on."""
    start_ray()
    search(folder, climb, trials=2).fit()
    yield f"before: states in the study: {states(folder)}"
    tear(folder)
    yield from searched_on(folder, lambda: two_more(folder))


def changed_space(folder: Path) -> Iterator[str]:
    """Search x in 0..1, and go on over the same study with x in 2..3."""
    start_ray()
    search(folder, climb, trials=2).fit()
    yield from searched_on(folder, lambda: two_more(folder, x=tune.uniform(2, 3)))
    values = [round(trial.params["x"], 2) for trial in study_in(folder).trials]
    yield f"x of the study's trials: {values}"


def two_more(folder: Path, **space: Any) -> str:
    """Search for two more trials and count how they ended."""
    return ended(search(folder, climb, trials=2, **space).fit())


FAULTS = {
    "driver_killed": driver_killed,
    "stopped_states": stopped_states,
    "ranking": ranking,
    "retention": retention,
    "nan_loss": nan_loss,
    "out_of_memory": out_of_memory,
    "never_scheduled": never_scheduled,
    "worker_killed": worker_killed,
    "full_disk": full_disk,
    "two_drivers": two_drivers,
    "stuck": stuck,
    "torn_journal": torn_journal,
    "changed_space": changed_space,
}
