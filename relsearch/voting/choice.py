"""Choice: which trials of a study sit on a panel: the best, or those that help most."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from relsearch.components import look_up
from relsearch.data.example import Corpus
from relsearch.errors import StudyError
from relsearch.study.finalists import Best, best_trials
from relsearch.study.rows import Rows, selection_part
from relsearch.study.study import Study
from relsearch.study.yardstick import Yardstick
from relsearch.training.metrics import label_ids
from relsearch.training.type_mask import TypeMask
from relsearch.voting.greedy import Objective, greedy
from relsearch.voting.members import Stack, stack, stored_member
from relsearch.voting.panel import Panel, Seat
from relsearch.voting.temperature import fit_temperature
from relsearch.voting.vote import VOTES, skill_of

CONSIDERED = 50  # of a study's best trials, by greedy selection: weak ones only cost time


def top_ranked(probabilities: NDArray[Any], objective: Objective, *, picks: int) -> tuple[int, ...]:
    """Return the indices of the first ``picks`` members; their ranks decide, not ``objective``."""
    return tuple(range(min(picks, len(probabilities))))


SELECTIONS: dict[str, Callable[..., tuple[int, ...]]] = {"top": top_ranked, "greedy": greedy}


def choose_panel(
    study: Study,
    corpus: Corpus,
    *,
    top: int,
    vote: str,
    select: str,
    scale: bool = False,
    mask_types: bool = False,
) -> Panel:
    """Choose at most ``top`` voices from a study's trials, by rank or by its selection rows.

    Finalists rank first, by their mean there; ``greedy`` is judged there by the study's metric.
    A trial over folds is judged by the mean of its models, each of which gets its voice. ``scale``
    fits a temperature to each member there; ``mask_types`` rules out relations that the training
    rows do not have for a pair of types. Raises StudyError for a study without a
    finished trial, and ConfigError for an unknown way to vote or select.
    """
    pick = look_up(SELECTIONS, select, kind="selection")
    best = best_trials(study, corpus, top=top if select == "top" else max(top, CONSIDERED))
    folds = range(study.config.data.split.folds or 0) or (None,)
    mask = TypeMask.of_corpus(corpus) if mask_types else None
    panel = seat_all(study, corpus, best, vote=vote, scale=scale, mask=mask, folds=folds)
    yardstick = Yardstick.of(study, corpus, panel.part)
    rows = yardstick.rows
    heard = panel.hear(_said(panel.seats, rows, panel.part, corpus), rows)
    by_trial = heard.probabilities.reshape(len(best.records), len(folds), len(rows.ids), -1)
    voices = Counter(pick(by_trial.mean(axis=1), yardstick.score, picks=top))
    seats = (
        replace(seat, voices=voices[index // len(folds)])
        for index, seat in enumerate(panel.seats)
        if index // len(folds) in voices
    )
    chosen_on = best.part if select == "top" else panel.part
    return replace(panel, seats=tuple(seats), chosen_on=chosen_on)


def seat_all(
    study: Study,
    corpus: Corpus,
    best: Best,
    *,
    vote: str,
    scale: bool = False,
    mask: TypeMask | None = None,
    folds: Sequence[int | None] = (None,),
) -> Panel:
    """Return a panel on which each trial, or the model of each of its ``folds``, has one voice."""
    look_up(VOTES, vote, kind="vote")
    if not best.records:
        raise StudyError(f"study {study.folder.name} has no finished trial yet: none can vote")
    part = selection_part(corpus)
    rows = Rows.of(getattr(corpus, part))
    seats = tuple(
        Seat(record, study.folder.trial(record.number), 1, 0.0, fold=fold)
        for record in best.records
        for fold in folds
    )
    seen = _said(seats, rows, part, corpus)
    gold = label_ids(rows.gold or (), seen.labels)
    skill = skill_of((seen.probabilities.argmax(axis=2) == gold).mean(axis=1), len(seen.labels))
    judged = (
        replace(seat, skill=float(own), temperature=fit_temperature(said, gold) if scale else 1.0)
        for seat, own, said in zip(seats, skill, seen.probabilities, strict=True)
    )
    return Panel(tuple(judged), vote=vote, part=part, chosen_on=best.part, mask=mask)


def _said(seats: Sequence[Seat], rows: Rows, part: str, corpus: Corpus) -> Stack:
    members = [stored_member(seat.record, seat.place, part, fold=seat.fold) for seat in seats]
    return stack(members, ids=rows.ids, labels=corpus.labels)
