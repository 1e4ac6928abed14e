"""relsearch leaderboard, relsearch ensemble: what has come of a study."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relsearch.cli.options import RESULTS, Results, StudyName
from relsearch.cli.output import nearby, print_table, say

if TYPE_CHECKING:
    from relsearch.voting.outcome import Outcome


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
    """Print every trial of a study, best first."""
    from relsearch.commands.leaderboard import leaderboard as run

    found = run(study, results=results)
    say(f"study {found.study.folder.name} ({nearby(found.study.folder.path)})")
    print_table(found.rows)


def ensemble(
    study: StudyName = None,
    top: Annotated[int, typer.Option(min=1, help="How many voices the vote has.")] = 5,
    vote: Annotated[VoteName, typer.Option(help="How the members vote.")] = VoteName.hard,
    select: Annotated[
        SelectionName,
        typer.Option(help="The best-ranked trials, or those that help most on select rows."),
    ] = SelectionName.top,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Vote on this file's rows, from the checkpoints."),
    ] = None,
    reader: Annotated[
        str | None, typer.Option(metavar="R", help="The form of --data; else the study's.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the submission here as well.")
    ] = None,
    results: Results = RESULTS,
) -> None:
    """Let the best trials vote: a submission and its metrics, in the study's ensembles folder."""
    from relsearch.commands.ensemble import ensemble as run

    outcome = run(
        study,
        top=top,
        vote=vote.value,
        select=select.value,
        data=data,
        reader=reader,
        output=output,
        results=results,
    )
    _print_outcome(outcome)


def _print_outcome(outcome: "Outcome") -> None:
    say(f"study {outcome.folder.parents[1].name}: {len(outcome.panel.seats)} members")
    for part, judged in outcome.metrics["parts"].items():
        say(f"{part}, {judged['rows']:,} rows:")
        print_table(_rows(outcome, part))
        same = judged["agreement"]["same"]["mean"]
        agreed = "" if same is None else f", members agree on {100 * same:.1f} % of rows"
        differs = f"argmax of the mean differs from the vote on {judged['argmax_differs']}"
        say(f"{judged['ties']} ties, {differs}{agreed}")
    for note in outcome.notes:
        say(f"- {note}")
    say(f"submission: {nearby(outcome.submission)}")


def _rows(outcome: "Outcome", part: str) -> list[dict[str, Any]]:
    """One row a member, and the vote's beneath."""
    metrics = outcome.metrics
    members = [
        {
            "member": f"trial {one['trial']}",
            "voices": one["voices"],
            **_figures(one["scores"][part]),
        }
        for one in metrics["members"]
    ]
    voices = sum(one["voices"] for one in metrics["members"])
    vote = {"member": f"{metrics['vote']} vote", "voices": voices}
    return [*members, {**vote, **_figures(metrics["parts"][part]["scores"])}]


def _figures(scores: dict[str, Any] | None) -> dict[str, Any]:
    """The two scores of the leaderboards, and accuracy; nothing for unlabelled rows."""
    names = ("micro_f1", "auprc", "accuracy")
    return {} if scores is None else {name: scores[name] for name in names}
