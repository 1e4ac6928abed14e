"""finalists: the best trials of a search that has ended, repeated over seeds on its cluster."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from relsearch.repeats.finalists import finalist_repeats
from relsearch.repeats.repeat import Repeat, run_repeats
from relsearch.study import Record
from relsearch.study.finalists import rank_finalists, write_finalists

if TYPE_CHECKING:
    from relsearch.search.run import Search


def repeat_finalists(search: "Search", *, say: Callable[[str], None]) -> None:
    """Run the repeats that are left, several at a time, and write how the finalists rank.

    Does nothing where the search file asks for no finalists.
    """
    from relsearch.search.encoders import unpacked
    from relsearch.search.ray_map import ray_map

    study, corpus, settings = search.study, search.corpus, search.study.config.search
    repeats = finalist_repeats(study, settings.finalists)
    if not repeats:
        return
    left = sum(not repeat.is_done for repeat in repeats)
    say(f"finalists: {left} of {len(repeats)} repeats to run")
    run_repeats(
        repeats,
        study=study.config,
        corpus=corpus,
        map_=ray_map(search.placement, at_once=settings.max_concurrent),
        heard=lambda repeat, record: say(told(repeat, record)),
        locate=partial(unpacked, parcels=search.encoders),
    )
    if final := rank_finalists(study, corpus):
        write_finalists(study, final)


def told(repeat: Repeat, record: Record) -> str:
    """Say how a repeat ended."""
    end = "done" if record.score is None else f"{record.score:.2f} on dev"
    end = end if record.error is None else f"failed: {record.error}"
    return f"trial {record.number} with seed {repeat.seed}: {end} ({record.seconds:.0f} s)"
