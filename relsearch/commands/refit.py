"""refit: the best configurations trained on all labelled rows, over seeds, and then their vote."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from relsearch.commands.ensemble import judge_file, read_like, reader_of, untyped
from relsearch.commands.finalists import told
from relsearch.commands.hands import hands, locator
from relsearch.data import Corpus
from relsearch.errors import StudyError
from relsearch.repeats.refit import refit_repeats, whole_corpus
from relsearch.repeats.repeat import Locate, Repeat, run_repeats
from relsearch.study import Record, Study, corpus_of, locked, open_study
from relsearch.study.finalists import best_trials
from relsearch.study.map import Map
from relsearch.training.type_mask import TypeMask
from relsearch.voting.choice import seat_all
from relsearch.voting.outcome import Outcome
from relsearch.voting.panel import Panel, Seat
from relsearch.voting.verdict import judge_stored

Say = Callable[[str], None]


def refit(
    study: str | Path | None = None,
    *,
    top: int = 5,
    seeds: int = 3,
    vote: str = "hard",
    scale: bool = False,
    mask_types: bool = False,
    data: Path | None = None,
    reader: str | None = None,
    output: Path | None = None,
    results: str | Path = "results",
    address: str | None = None,
    map_: Map | None = None,
    say: Say = lambda _: None,
) -> Outcome | None:
    """Train the best ``top`` trials on train, dev and select together, and let the runs vote.

    Finalists come first, by their mean. Each run follows its trial's whole learning rate schedule
    up to the share at which the best evaluation was; a run that is finished is not run again. They
    vote on test, or on the file ``data``; without either, None is returned and the checkpoints
    stand under ``refit/``. ``scale`` gives a run the temperature of its trial in the search, whose
    selection rows it has trained on; ``mask_types`` rules out relations that none of its training
    rows has between two types. ``map_`` hands the runs out, over Ray unless one is given.
    """
    opened = open_study(study, results=results)
    corpus, reader = corpus_of(opened), reader_of(opened, data, reader)
    best = best_trials(opened, corpus, top=top)
    if not best.records:
        raise StudyError(f"study {opened.folder.name} has no finished trial yet: none can be refit")
    repeats = refit_repeats(opened, best.records, seeds=seeds)
    file = None if data is None else read_like(opened.config.data, data, reader=reader)
    whole = whole_corpus(corpus)
    handed = hands(opened.config, address=address, given=map_, say=say)
    with locked(opened.folder.lock), handed as map_:
        locate = locator(opened.config, address=address)
        _train(repeats, opened, whole, map_, locate, say)
        mask = TypeMask.of_corpus(whole) if mask_types else None
        trials = seat_all(opened, corpus, best, vote=vote, scale=scale, mask=mask)
        panel = _seat_runs(trials, repeats)
        verdicts = judge_stored(panel, corpus, parts=["test"] if corpus.test else [])
        if data is not None and file is not None:
            verdicts = (judge_file(panel, file, part=data.name, corpus=corpus, map_=map_),)
    if not verdicts:
        say("no test rows: label a file with the same command and --data FILE")
        return None
    name = [f"refit{len(best.records)}x{seeds}", vote, *panel.treatment]
    name += [data.stem] if data else []
    notes = [f"members were trained on all {len(whole.train):,} labelled rows beside test"]
    notes += untyped(panel, corpus)
    outcome = Outcome(opened.folder.ensembles / "-".join(name), panel, verdicts, tuple(notes))
    outcome.write(reader=reader, copy=output)
    opened.folder.mirror.send(outcome.folder)
    return outcome


def _train(
    repeats: Sequence[Repeat], study: Study, corpus: Corpus, map_: Map, locate: Locate, say: Say
) -> None:
    left = sum(not repeat.is_done for repeat in repeats)
    say(f"refit: {left} of {len(repeats)} runs to train, each on {len(corpus.train):,} rows")
    for trial in dict.fromkeys(repeat.trial.number for repeat in repeats):
        say(_length(next(repeat for repeat in repeats if repeat.trial.number == trial)))
    run_repeats(
        repeats,
        study=study.config,
        corpus=corpus,
        map_=map_,
        heard=lambda repeat, record: say(told(repeat, record)),
        locate=locate,
    )


def _length(repeat: Repeat) -> str:
    """Say how long a trial is trained: the learning rates stay those of its whole schedule."""
    epochs = repeat.trial.config.epochs
    return f"trial {repeat.trial.number}: {repeat.until * epochs:.3g} of its {epochs} epochs"


def _seat_runs(panel: Panel, repeats: Sequence[Repeat]) -> Panel:
    """Seat every run that did not fail, with the skill that its trial showed in the search."""
    seats = [
        replace(seat, record=Record.load(repeat.place.record), place=repeat.place)
        for seat in panel.seats
        for repeat in repeats
        if repeat.trial.number == seat.record.number
    ]
    kept: list[Seat] = [seat for seat in seats if seat.record.state == "complete"]
    if not kept:
        raise StudyError(f"every refit failed, the first so: {seats[0].record.error}")
    return replace(panel, seats=tuple(kept))
