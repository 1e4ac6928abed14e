"""SCHEDULERS: when a trial is stopped early; a row is its settings and where its code is."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from relsearch.config.settings import Settings


class Asha(Settings):
    """Asynchronous successive halving (Li et al. 2020): at each rung the best 1/reduction go on.

    ``axis: epochs`` puts rungs at grace, grace x reduction, ... epochs; ``axis: share`` at the same
    ratios of each trial's own schedule, so that schedules of different lengths compare fairly.
    ``grace`` is in epochs on both axes (on ``share``: of the longest schedule in the space).
    """

    implementation: ClassVar[str] = "relsearch.search.asha:Asha"
    kind: Literal["asha"] = "asha"
    axis: Literal["epochs", "share"] = "epochs"
    grace: float = Field(1, gt=0)
    reduction: float = Field(3, gt=1)


class Hyperband(Settings):
    """Successive halving in several brackets that begin to prune at different rungs."""

    implementation: ClassVar[str] = "relsearch.search.hyperband:Hyperband"
    kind: Literal["hyperband"] = "hyperband"
    axis: Literal["epochs", "share"] = "epochs"
    grace: float = Field(1, gt=0)
    reduction: float = Field(3, gt=1)


class Median(Settings):
    """Stop a trial whose best score is below the median of what the others had by that point."""

    implementation: ClassVar[str] = "relsearch.search.median:Median"
    kind: Literal["median"] = "median"
    axis: Literal["epochs", "share"] = "epochs"
    grace: float = Field(1, gt=0)
    startup_trials: int = Field(5, ge=1)


class NoScheduler(Settings):
    """Every trial runs to its end."""

    implementation: ClassVar[str] = "relsearch.search.pruning:KeepAll"
    kind: Literal["none"] = "none"


Scheduler = Annotated[Asha | Hyperband | Median | NoScheduler, Field(discriminator="kind")]
SCHEDULERS: dict[str, type[Settings]] = {
    "asha": Asha,
    "hyperband": Hyperband,
    "median": Median,
    "none": NoScheduler,
}
