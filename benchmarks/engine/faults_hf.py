"""Faults of the Trainer's hyperparameter_search over Optuna: one function a fault.

Its Ray backend runs Ray Tune, whose faults are in faults_ray.py.
"""

import math
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import optuna
import torch
from searches import (
    after,
    one_line,
    searched_on,
    small_disk,
    states,
    storage_in,
    study_in,
    tear,
    until,
)
from transformers import Trainer, TrainingArguments

RISING = (0.5, 0.6, 0.7)
TRIALS = 4


class Line(torch.nn.Module):
    """A model of one weight, beside others that only take room on the disk."""

    def __init__(self, fails: Callable[[], None], size: int) -> None:
        super().__init__()
        self.fails = fails
        self.weight = torch.nn.Parameter(torch.ones(1))
        self.ballast = torch.nn.Parameter(torch.zeros(size), requires_grad=False)

    def forward(self, x: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        if self.training:
            self.fails()
        return {"loss": (self.weight * x - labels).square().mean(), "logits": self.weight * x}


def search(
    folder: Path,
    *,
    scores: Callable[[int], Sequence[float]] = lambda _: RISING,
    fails: Callable[[], None] = lambda: None,
    size: int = 1,
    kept: int | None = None,
    trials: int = TRIALS,
    seconds: float = 0,
    lr: tuple[float, float] = (1e-4, 1e-2),
    **options: Any,
) -> Any:
    """Search over the lr; the n-th trial's evaluations give ``scores(n)``."""
    counts = {"trial": -1, "step": 0}

    def model() -> Line:
        return Line(fails, size)

    def begin(trial: optuna.Trial) -> dict[str, Any]:
        counts.update(trial=trial.number, step=0)
        return {"learning_rate": trial.suggest_float("learning_rate", *lr, log=True)}

    def score(_: Any) -> dict[str, float]:
        time.sleep(seconds)
        counts["step"] += 1
        return {"score": scores(counts["trial"])[counts["step"] - 1]}

    rows = [{"x": torch.ones(1), "labels": torch.ones(1)} for _ in range(8)]
    arguments = TrainingArguments(
        output_dir=str(folder / "trainer"),
        num_train_epochs=3,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=kept,
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    )
    trainer = Trainer(
        model_init=model,
        args=arguments,
        train_dataset=rows,
        eval_dataset=rows,
        compute_metrics=score,
    )
    return trainer.hyperparameter_search(
        hp_space=begin,
        compute_objective=lambda metrics: metrics["eval_score"],
        direction="maximize",
        backend="optuna",
        n_trials=trials,
        study_name="study",
        storage=storage_in(folder),
        load_if_exists=True,
        **options,
    )


def driver_killed(folder: Path) -> Iterator[str]:
    """Kill the search in its third trial and start it again over the same study."""
    driver = in_another_process(folder, "seconds=0.5, pruner=f.halving()")
    until(lambda: (folder / "trainer" / "run-2" / "checkpoint-1").exists(), seconds=120)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    yield f"killed: states in the study: {states(folder)}; trials in each rung: {rungs(folder)}"
    search(folder, scores=lambda n: (0.1 * n, 0.2, 0.3), pruner=halving())
    yield f"started again for {TRIALS} trials: states in the study: {states(folder)}"
    stopped = [len(trial.intermediate_values) for trial in study_in(folder).trials[3:]]
    yield f"their evaluations: {stopped}; trials in each rung: {rungs(folder)}"


def halving() -> optuna.pruners.BasePruner:
    """Return a pruner with rungs after 1 and 2 of the 3 evaluations."""
    return optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=2)


def rungs(folder: Path) -> list[int]:
    """Count the trials that have a score in each rung; the pruner keeps them in the study."""
    keys = [key for trial in study_in(folder).trials for key in trial.system_attrs]
    found = Counter(key for key in keys if key.startswith("completed_rung_"))
    return [found[key] for key in sorted(found)]


def in_another_process(folder: Path, options: str) -> subprocess.Popen[bytes]:
    """Start a search and return its process."""
    code = f"import pathlib, faults_hf as f; f.search(pathlib.Path({str(folder)!r}), {options})"
    return subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent)


def stopped_states(folder: Path) -> Iterator[str]:
    """Let successive halving stop trials and see what the study holds of them."""
    search(folder, scores=lambda n: (0.9 - n / 10,) * 3, pruner=halving())
    yield f"states in the study: {states(folder)}"
    bare = sum(not trial.intermediate_values for trial in study_in(folder).trials)
    yield f"trials without intermediate values: {bare}"


def ranking(folder: Path) -> Iterator[str]:
    """Let one trial peak and fall, another rise less high."""
    series = ((0.5, 0.9, 0.4), RISING)
    pruner = optuna.pruners.NopPruner()
    best = search(folder, scores=lambda n: series[n], trials=2, pruner=pruner)
    yield f"the best run is that of {series[int(best.run_id)]}, with {best.objective}"


def retention(folder: Path) -> Iterator[str]:
    """Save three times a trial."""
    for kept in (None, 1):
        place = folder / str(kept)
        place.mkdir()
        search(place, kept=kept, pruner=optuna.pruners.NopPruner())
        left = len(list(place.rglob("model.safetensors")))
        yield f"save_total_limit={kept}: {left} checkpoints of {TRIALS} trials are left"


def nan_loss(folder: Path) -> Iterator[str]:
    """Let every second trial's score be NaN from its second evaluation on."""
    found = search(folder, scores=lambda n: (0.5, math.nan, math.nan) if n % 2 else RISING)
    study = study_in(folder)
    steps = [len(trial.intermediate_values) for trial in study.trials[1::2]]
    yield f"evaluations of trials with NaN: {steps} of {len(RISING)}"
    yield f"states in the study: {states(folder)}; best {found.objective}"


def out_of_memory(folder: Path) -> Iterator[str]:
    """Let the second trial exceed the memory."""
    trained = Counter[str]()

    def fails() -> None:
        trained["steps"] += 1
        if trained["steps"] > 3:
            raise torch.OutOfMemoryError("CUDA out of memory.")

    try:
        search(folder, fails=fails)
        yield "the search went on"
    except torch.OutOfMemoryError as error:
        yield f"the search ended with {one_line(error)}"
    yield f"states in the study: {states(folder)}"


def worker_killed(folder: Path) -> Iterator[str]:
    """Kill the process that trains: it is the driver."""
    fails = "fails=lambda: f.signal.raise_signal(9)"
    yield f"the search ended with {in_another_process(folder, fails).wait()}"
    yield f"states in the study: {states(folder)}"


def full_disk(folder: Path) -> Iterator[str]:
    """Let checkpoints of 1 MB meet a disk of 4 MB."""
    with small_disk(folder / "disk", "4m"):
        try:
            search(folder / "disk", size=250_000)
            yield "the search went on"
        except Exception as error:
            yield f"the search ended with {one_line(error)}"
        yield f"states in the study: {states(folder / 'disk')}"


def two_drivers(folder: Path) -> Iterator[str]:
    """Start the search twice at once over one study."""
    drivers = [in_another_process(folder, "seconds=0.3") for _ in range(2)]
    yield f"two drivers of {TRIALS} trials each ended with {[one.wait() for one in drivers]}"
    yield f"states in the study: {states(folder)}"
    runs = len(list((folder / "trainer").glob("run-*")))
    yield f"run folders: {runs}"


def stuck(folder: Path) -> Iterator[str]:
    """Let a trial stand still in its first update."""
    yield after(in_another_process(folder, "fails=lambda: f.time.sleep(3600)"), seconds=60)
    yield f"states in the study: {states(folder)}"


def torn_journal(folder: Path) -> Iterator[str]:
    """Search, leave half a line at the end of the study's journal, and search on."""
    search(folder, trials=2)
    yield f"before: states in the study: {states(folder)}"
    tear(folder)
    yield from searched_on(folder, lambda: two_more(folder))


def changed_space(folder: Path) -> Iterator[str]:
    """Search lr in 1e-4..1e-2, and go on over the same study with 1e-1..1."""
    search(folder, trials=2)
    yield from searched_on(folder, lambda: two_more(folder, lr=(1e-1, 1.0)))
    values = [f"{trial.params['learning_rate']:.1e}" for trial in study_in(folder).trials]
    yield f"lr of the study's trials: {values}"


def two_more(folder: Path, **options: Any) -> str:
    """Search for two more trials and say that it ended well."""
    search(folder, trials=2, **options)
    return "the search ended well"


FAULTS = {
    "driver_killed": driver_killed,
    "stopped_states": stopped_states,
    "ranking": ranking,
    "retention": retention,
    "nan_loss": nan_loss,
    "out_of_memory": out_of_memory,
    "worker_killed": worker_killed,
    "full_disk": full_disk,
    "two_drivers": two_drivers,
    "stuck": stuck,
    "torn_journal": torn_journal,
    "changed_space": changed_space,
}
