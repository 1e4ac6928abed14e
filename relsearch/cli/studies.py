"""relsearch leaderboard, relsearch report, relsearch ensemble: what has come of a study."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relsearch.cli.options import (
    RESULTS,
    MaskTypes,
    OutputToo,
    ReaderOfData,
    Results,
    Scale,
    StudyName,
)
from relsearch.cli.output import print_table, say, settings
from relsearch.files import nearby

if TYPE_CHECKING:
    from relsearch.commands.leaderboard import Leaderboard
    from relsearch.voting.outcome import Outcome


OF_OTHER_WAYS = ("micro_f1", "auprc")


class VoteName(StrEnum):
    """Ways to vote, as the command line spells them; a test keeps them equal to VOTES."""

    hard = "hard"
    soft = "soft"
    weighted = "weighted"


class SelectionName(StrEnum):
    """Ways to choose members; a test keeps them equal to SELECTIONS."""

    top = "top"
    greedy = "greedy"


def leaderboard(study: StudyName = None, results: Results = RESULTS) -> None:
    """Print every trial of a study, best first, and how far the best one can be believed."""
    from relsearch.commands.leaderboard import leaderboard as run

    found = run(study, results=results)
    say(f"study {found.study.folder.name} ({nearby(found.study.folder.location)})")
    print_leaderboard(found)


def print_leaderboard(found: "Leaderboard") -> None:
    """Print the table, and beneath it intervals, optimism, the baselines and the finalists."""
    print_table(found.rows)
    for sentence in found.standing.sentences() if found.standing else ():
        say(sentence)
    if found.final:
        say("finalists:")
        print_table(found.final.rows())
        for sentence in found.final.sentences():
            say(sentence)
    for note in found.notes:
        say(f"- {note}")


def report(study: StudyName = None, results: Results = RESULTS) -> None:
    """Write report.html, a study as one page: its search, its settings, its best trial's errors."""
    from relsearch.commands.report import report as run

    done = run(study, results=results)
    size = done.page.stat().st_size / 1e6
    say(f"study {done.study.folder.name}: {nearby(done.page)} ({size:.1f} MB)")


def ensemble(
    study: StudyName = None,
    top: Annotated[int, typer.Option(min=1, help="How many voices the vote has.")] = 5,
    vote: Annotated[VoteName, typer.Option(help="How the members vote.")] = VoteName.hard,
    select: Annotated[
        SelectionName,
        typer.Option(
            help="The best trials (finalists first), or those that help most on select rows."
        ),
    ] = SelectionName.top,
    scale: Scale = False,
    mask_types: MaskTypes = False,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Vote on this file's rows, from the checkpoints."),
    ] = None,
    reader: ReaderOfData = None,
    output: OutputToo = None,
    results: Results = RESULTS,
) -> None:
    """Let the best trials vote: a submission and its metrics, in the study's ensembles folder."""
    from relsearch.commands.ensemble import ensemble as run

    outcome = run(
        study,
        top=top,
        vote=vote.value,
        select=select.value,
        scale=scale,
        mask_types=mask_types,
        data=data,
        reader=reader,
        output=output,
        results=results,
    )
    print_outcome(outcome)


def logs(
    trial: Annotated[int, typer.Argument(metavar="TRIAL", min=0, help="The trial's number.")],
    study: StudyName = None,
    results: Results = RESULTS,
) -> None:
    """Show a trial that runs or ended: configuration, scores, traceback and what it printed."""
    from relsearch.commands.logs import logs as run

    log = run(trial, study, results=results)
    say(f"trial {trial} of study {log.study.folder.name}: {log.state} {log.error}".rstrip())
    say(f"configuration: {settings(log.config)}")
    for one in log.evaluations:
        say(f"epoch {one.epoch:g}: {one.score:.2f} ({one.seconds:.0f} s)")
    for heading, text in (("traceback", log.traceback), ("output", log.output)):
        if text:
            say(f"{heading}:\n{text.rstrip()}")


def print_outcome(outcome: "Outcome") -> None:
    """Print members and vote on each part, then where the submission is."""
    say(
        f"study {outcome.folder.parents[1].name}: {len(outcome.panel.seats)} members,"
        f" chosen on {outcome.panel.chosen_on}"
    )
    for part, judged in outcome.metrics["parts"].items():
        say(f"{part}, {judged['rows']:,} rows:")
        print_table(_rows(outcome, part))
        differs = f"argmax of the mean differs from the vote on {judged['argmax_differs']}"
        say(f"{judged['ties']} ties, {differs}{_agreed(judged['agreement'])}")
        if judged["gain"]:
            gain = judged["gain"]
            say(
                f"the vote against its best-ranked member: {gain['points']:+.2f} micro_f1"
                f" [{gain['low']:+.2f}, {gain['high']:+.2f}], p = {gain['p']:.3f}"
            )
            say(f"other ways to vote, {' / '.join(OF_OTHER_WAYS)}: {_other_ways(judged)}")
    for note in outcome.notes:
        say(f"- {note}")
    say(f"submission: {nearby(outcome.submission)}")


def _other_ways(judged: dict[str, Any]) -> str:
    """Say what the same members would have scored in other ways, with intervals.

    ``soft 57.20 [50.1, 64.2] / 51.30 [46.0, 57.1]``
    """
    told = {
        way: " / ".join(map(_interval, (other["intervals"][name] for name in OF_OTHER_WAYS)))
        for way, other in judged["other_ways"].items()
        if other["intervals"]
    }
    return "; ".join(f"{way} {scores}" for way, scores in told.items())


def _interval(told: dict[str, float]) -> str:
    return f"{told['score']:.2f} [{told['low']:.1f}, {told['high']:.1f}]"


def _agreed(agreement: dict[str, Any]) -> str:
    """Say how often members say the same and how often they are wrong together, if it is known."""
    same, wrong = (
        None if table is None else table["mean"]
        for table in (agreement["same"], agreement["wrong_together"])
    )
    said = "" if same is None else f", members agree on {100 * same:.1f} % of rows"
    if wrong is None:
        return said
    return f"{said}; where either of two is wrong, both are in {100 * wrong:.1f} %"


def _rows(outcome: "Outcome", part: str) -> list[dict[str, Any]]:
    """One row a member, and the vote's beneath."""
    metrics = outcome.metrics
    members = [
        {
            "member": f"trial {one['trial']}, {_which(one)}",
            "voices": one["voices"],
            **_figures(one["intervals"][part]),
        }
        for one in metrics["members"]
    ]
    voices = sum(one["voices"] for one in metrics["members"])
    vote = {"member": f"{metrics['vote']} vote", "voices": voices}
    judged = metrics["parts"][part]
    return [*members, {**vote, **_figures(judged["intervals"])}]


def _which(member: dict[str, Any]) -> str:
    """Say which of its trial's models a member is."""
    fold, seed = member["fold"], member["seed"]
    return f"seed {seed}" if fold is None else f"seed {seed}, fold {fold}"


def _figures(intervals: dict[str, Any] | None) -> dict[str, str]:
    """Each score with its interval, the two of the leaderboards first; none if unlabelled."""
    return {f"{name} [95 %]": _interval(told) for name, told in (intervals or {}).items()}
