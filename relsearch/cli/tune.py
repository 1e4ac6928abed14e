"""relsearch tune, relsearch check: search files run, shown beforehand, and checked."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsearch.cli.options import RESULTS, Overrides, Results, Space
from relsearch.cli.output import complain, console, print_table, say, settings
from relsearch.cli.studies import print_leaderboard
from relsearch.errors import RelsearchError
from relsearch.files import nearby

if TYPE_CHECKING:
    from relsearch.commands.dry_run import Plan
    from relsearch.config import Dimension, StudyConfig
    from relsearch.search.display import LiveTable
    from relsearch.study import Study


def tune(
    space: Space,
    name: Annotated[
        str | None, typer.Option(help="The study's folder name; else the file's `study`.")
    ] = None,
    results: Results = RESULTS,
    set_: Overrides = None,
    trials: Annotated[int | None, typer.Option(min=1, help="How many trials to run.")] = None,
    time_budget: Annotated[
        str | None, typer.Option(metavar="2h", help="Start no trial after this time: 90s, 30m, 2h.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="A running Ray cluster to join; `auto` finds it.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an unfinished study.")
    ] = False,
    warm_from: Annotated[
        list[str] | None,
        typer.Option(metavar="STUDY", help="Tell the sampler that study's trials; repeatable."),
    ] = None,
    force_space: Annotated[
        bool,
        typer.Option("--force-space", help="Go on though choices were added, ranges widened."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Show what would run and how long it may take, by timing a few updates.",
        ),
    ] = False,
) -> None:
    """Search a space: run its trials, keep the best, print the leaderboard."""
    overrides = [*(set_ or []), *_shortcuts(trials, time_budget)]
    if dry_run:
        _print_plan(space, overrides)
        return
    from relsearch.commands.tune import tune as run

    try:
        study = run(
            space,
            name=name,
            results=results,
            overrides=overrides,
            address=address,
            resume=resume,
            warm_from=warm_from or [],
            force_space=force_space,
            watch=_live_table,
            say=say,
        )
    except KeyboardInterrupt:
        complain(
            "interrupted; everything is kept. Go on with:\n  "
            + resume_command(space, name, results, overrides, address)
        )
        raise
    _print_end(study)


def check(space: Space, set_: Overrides = None) -> None:
    """Check a search file without running anything; every problem is told at once."""
    from relsearch.commands.check import check as run

    config = run(space, overrides=set_ or [])
    say(f"{space} is sound: study {config.study}, {config.trials} trials")
    _print_space(config)


def resume_command(
    space: Path, name: str | None, results: str, overrides: list[str], address: str | None
) -> str:
    """Return the command that goes on with an interrupted study.

    >>> resume_command(Path("a.yaml"), "night", "results", ["search.trials=8"], None)
    'relsearch tune a.yaml --name night --set search.trials=8 --resume'
    """
    words = ["relsearch", "tune", str(space)]
    words += ["--name", name] if name else []
    words += ["--results", results] if results != RESULTS else []
    words += [word for override in overrides for word in ("--set", override)]
    words += ["--address", address] if address else []
    return shlex.join([*words, "--resume"])


def _shortcuts(trials: int | None, time_budget: str | None) -> list[str]:
    """Return --trials and --time-budget as the overrides that they are."""
    given = {"search.trials": trials, "search.time_budget": time_budget}
    return [f"{key}={value}" for key, value in given.items() if value is not None]


def _live_table(study: "Study") -> "LiveTable":
    from relsearch.search.display import LiveTable

    config, done = study.config, len(study.records())
    return LiveTable(console(), trials=config.trials, columns=config.columns, done=done)


def _print_end(study: "Study") -> None:
    from relsearch.commands.leaderboard import leaderboard

    print_leaderboard(leaderboard(study.folder.location))
    ranked = study.ranked()
    if not ranked:
        say("no trial has a score; the records under trials/ say why")
        return
    say(f"best: trial {ranked[0].number}, {ranked[0].score:.2f}: {settings(ranked[0].values)}")
    say(f"leaderboard: {nearby(study.folder.leaderboard)}")
    if study.folder.report.is_file():
        say(f"report: {nearby(study.folder.report)}")
    say(f"next: relsearch ensemble {nearby(study.folder.location)} --top 5")


def _print_plan(space: Path, overrides: list[str]) -> None:
    from relsearch.commands.dry_run import dry_run

    plan = dry_run(space, overrides=overrides)
    say(f"study {plan.config.study}, {plan.config.trials} trials")
    _print_space(plan.config)
    for note in plan.corpus.notes:
        say(note)
    print_table([{"trial": number, **row} for number, row in enumerate(_filled(plan))])
    _print_cost(plan)
    _print_estimate(plan)


def _filled(plan: "Plan") -> list[dict[str, object]]:
    """Give every sampled configuration all columns, empty where a condition does not hold."""
    columns = dict.fromkeys(key for values in plan.sampled for key in values)
    return [{key: values.get(key) for key in columns} for values in plan.sampled]


def _print_cost(plan: "Plan") -> None:
    parts = ", ".join(f"{name} {len(rows):,}" for name, rows in plan.corpus.parts() if rows)
    say(f"rows: {parts}")
    say(
        f"cost: at most {plan.trained_rows:,} rows trained on and"
        f" {plan.evaluated_rows:,} evaluated; pruning makes it less"
    )


def _print_estimate(plan: "Plan") -> None:
    """Time the first configuration here; where that cannot be done, say why and go without."""
    from relsearch.commands.dry_run import probed

    try:
        estimate = probed(plan)
    except RelsearchError as error:
        say(f"time: not known, for the first configuration could not be timed here: {error}")
        return
    speed = estimate.speed
    say(
        f"timed here on {speed.device}, trial 0's configuration: {speed.update:.3g} s an update of"
        f" {speed.rows} rows ({speed.rows / speed.update:.0f} rows/s), predicting"
        f" {speed.predicted:.0f} rows/s"
    )
    say(f"time: {_between(estimate.seconds, _spoken)}, {estimate.slots} trials side by side")
    if estimate.gpu_hours:
        say(f"GPU-hours: {_between(estimate.gpu_hours, '{:.2g}'.format)}")
    say(f"disk: at most {estimate.disk_bytes / 1e9:.2g} GB of weights")


def _between(ends: tuple[float, float], spoken: Callable[[float], str]) -> str:
    """Return what a search takes, as a range where trials may be stopped early."""
    typical, most = map(spoken, ends)
    return (
        most if typical == most else f"{typical} (stopped as is typical) to {most} (none stopped)"
    )


def _spoken(seconds: float) -> str:
    """Return a time in the unit that suits it.

    >>> _spoken(250)
    '4.2 minutes'
    """
    if seconds < 5400:
        return f"{seconds / 60:.1f} minutes"
    return f"{seconds / 3600:.1f} hours"


def _print_space(config: "StudyConfig") -> None:
    from relsearch.config import unused

    for key, value in config.fixed.items():
        say(f"  fixed  {key}: {value}")
    for key, dimension in config.space.items():
        say(f"  space  {key}: {_values(dimension)}{_condition(dimension.when)}")
    for note in unused(config):
        say(note)


def _values(dimension: "Dimension") -> str:
    """Return a dimension's values: ``base, bigru`` or ``1e-05 to 5e-05, log``."""
    options = dimension.model_dump(exclude_defaults=True, exclude={"when"})
    if "choices" in options:
        return ", ".join(str(value) for value in options["choices"])
    extras = [f"step {options['step']:g}"] if "step" in options else []
    extras += ["log"] if "log" in options else []
    return ", ".join([f"{options['low']:g} to {options['high']:g}", *extras])


def _condition(when: dict[str, tuple[object, ...]]) -> str:
    """Return the condition under which a dimension is there, or nothing."""
    said = (f"{key} in {', '.join(map(str, allowed))}" for key, allowed in when.items())
    return f"  when {' and '.join(said)}" if when else ""
