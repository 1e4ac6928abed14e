"""Curves made by hand: the score rises with lr, and along the run in equal steps."""

import pandas as pd

from relsearch.config import Choice, Range
from relsearch.search.replay.curves import Curve, Curves, Point

SPACE = {
    "lr": Range(low=1e-5, high=1e-3, log=True),
    "head": Choice(choices=("base", "bigru")),
    "epochs": Choice(choices=(2, 4)),
}
LRS = (1e-5, 1e-4, 1e-3)


def make_curves() -> Curves:
    """Return one run for each lr, head and number of epochs."""
    grid = [(lr, head, epochs) for lr in LRS for head in ("base", "bigru") for epochs in (2, 4)]
    return Curves(tuple(make_curve(run, *row) for run, row in enumerate(grid)), SPACE)


def make_curve(run: int, lr: float, head: str, epochs: int) -> Curve:
    """Return a run of one evaluation and ten seconds an epoch; held out it is a point lower."""
    end = 20.0 * (1 + LRS.index(lr)) + (5 if head == "base" else 0) + epochs
    points = [
        Point(
            number=epoch,
            epoch=epoch,
            share=epoch / epochs,
            seconds=10.0 * epoch,
            dev=scores(end * epoch / epochs),
            held_out=scores(end * epoch / epochs - 1),
        )
        for epoch in range(1, epochs + 1)
    ]
    return Curve(run, {"lr": lr, "head": head, "epochs": epochs}, tuple(points))


def scores(value: float) -> dict[str, float]:
    """Return the same figure for every metric."""
    return dict.fromkeys(("micro_f1", "auprc", "accuracy"), value)


def write_curves(path, curves: Curves):
    """Write curves as benchmarks/curves/pack.py writes them."""
    rows = [
        {
            "run": run.run,
            **run.values,
            **{"evaluation": one.number, "epoch": one.epoch, "share": one.share},
            "seconds": one.seconds,
            **{f"dev_{metric}": score for metric, score in one.dev.items()},
            **{f"held_out_{metric}": score for metric, score in one.held_out.items()},
        }
        for run in curves.runs
        for one in run.points
    ]
    frame = pd.DataFrame(rows)
    frame.attrs["space"] = {
        "lr": {"low": 1e-5, "high": 1e-3, "log": True},
        "head": ["base", "bigru"],
        "epochs": [2, 4],
    }
    frame.to_parquet(path, index=False)
    return path
