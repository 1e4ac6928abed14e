"""restore: the weights of ranked trials that a study did not keep, made again."""

from collections.abc import Callable
from pathlib import Path

from relsearch.commands.finalists import told
from relsearch.commands.hands import hands, locator
from relsearch.repeats.members import lost_members, put_back
from relsearch.repeats.repeat import Repeat, run_repeats
from relsearch.study import Record, corpus_of, locked, open_study
from relsearch.study.finalists import best_trials
from relsearch.study.map import Map


def restore_members(
    study: str | Path | None = None,
    *,
    top: int = 5,
    results: str | Path = "results",
    address: str | None = None,
    map_: Map | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[int]:
    """Make the dropped weights of the best ``top`` trials again; return the trials' numbers.

    Finalists come first, by their mean, as in an ensemble.
    Trained as they were, on the same rows under the same seed; the scores said beside the old
    ones show how near they came.
    """
    opened = open_study(study, results=results)
    corpus = corpus_of(opened)
    trials = best_trials(opened, corpus, top=top).records
    repeats = lost_members(opened, trials)
    restored: list[int] = []

    def heard(repeat: Repeat, record: Record) -> None:
        if record.error is None:
            put_back(opened, repeat)
            restored.append(record.number)
        say(f"{told(repeat, record)}; the search saw {repeat.trial.score:.2f}")

    say(f"{len(repeats)} of the best {len(trials)} trials have no checkpoint")
    if repeats:
        handed = hands(opened.config, address=address, given=map_, say=say)
        with locked(opened.folder.lock), handed as map_:
            ready = [repeat for repeat in repeats if repeat.is_done]  # but was never put back
            for repeat in ready:
                heard(repeat, Record.load(repeat.place.record))
            run_repeats(
                [repeat for repeat in repeats if repeat not in ready],
                study=opened.config,
                corpus=corpus,
                map_=map_,
                heard=heard,
                locate=locator(opened.config, address=address),
            )
    return restored
