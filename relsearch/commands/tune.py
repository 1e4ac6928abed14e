"""tune: search a space over a cluster, new or taken up again, to a leaderboard."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsearch.commands.check import check_sampler
from relsearch.commands.finalists import repeat_finalists
from relsearch.commands.report import try_report
from relsearch.config import StudyConfig, load_space, unused
from relsearch.data import Corpus, fingerprint
from relsearch.errors import RelsearchError, StudyError
from relsearch.repeats.finalists import finalist_repeats
from relsearch.study import (
    Journal,
    Study,
    StudyFolder,
    adopt,
    begin,
    claimed,
    corpus_of,
    open_study,
    study_at,
    take_up,
    under,
)
from relsearch.study.earlier import comparable
from relsearch.study.finalists import rank_finalists, write_finalists
from relsearch.study.parts import parts_of
from relsearch.training.corpus import prepare_corpus
from relsearch.training.priors import with_prior

if TYPE_CHECKING:
    from relsearch.search.run import Search
    from relsearch.search.watch import Watcher

Say = Callable[[str], None]
Watch = Callable[[Study], AbstractContextManager["Watcher"]]


def tune(
    space: str | Path | StudyConfig,
    *,
    name: str | None = None,
    results: str | Path = "results",
    overrides: Sequence[str] = (),
    address: str | None = None,
    resume: bool = False,
    warm_from: Sequence[str | Path] = (),
    force_space: bool = False,
    watch: "Watch | None" = None,
    say: Say = lambda _: None,
) -> Study:
    """Run the study of a search file to its end and return it.

    A finished study is returned as it is; an unfinished one needs ``resume``, and ``force_space``
    to go on in a wider space. The trials of the studies ``warm_from`` are told to the sampler.
    ``watch`` makes the Watcher that hears of every trial, ``say`` takes sentences for the user.
    Raises ConfigError, DataError, EncoderError, ResourceError or StudyError before the first trial
    starts.
    """
    config = load_space(space, overrides) if not isinstance(space, StudyConfig) else space
    folder = study_at(under(results, name or config.study))
    folder.refresh()
    if is_settled(folder, config, resume=resume):
        say(f"study {folder.name} is finished")
        round_off(Study(folder), say)
        return Study(folder)
    earlier = _earlier(config, [open_study(one, results=results) for one in warm_from], say)
    with opened_search(
        config,
        study_at(folder.location, role="driver"),
        address=address,
        force_space=force_space,
        earlier=earlier,
        say=say,
    ) as search:
        with (watch or _silently)(search.study) as watcher:
            search.run(watcher)
        search.study.write_leaderboard()
        repeat_finalists(search, say=say)
    try_report(search.study, search.corpus, say=say)
    return search.study


def is_settled(folder: StudyFolder, config: StudyConfig, *, resume: bool) -> bool:
    """Say whether all trials asked for are done; StudyError when they are not and may not go on."""
    study = Study(folder)
    done = len(study.records()) if folder.config_file.is_file() else 0
    if not (done or folder.mirror.has(folder.journal)):
        return False  # never begun, though a folder may be there
    repeats = finalist_repeats(study, config.search.finalists)
    repeated = sum(repeat.is_done for repeat in repeats)
    unseen = _unseen(study) if done >= config.trials else 0
    if done >= config.trials and repeated == len(repeats) and not unseen:
        return True
    if not resume:
        finals = f" and {repeated} of {len(repeats)} repeats of its finalists" if repeats else ""
        ends = f" ({unseen} ended when its driver was gone)" if unseen else ""
        raise StudyError(
            f"study {folder.name} stands at {done} of {config.trials} trials{ends}{finals};"
            " go on with the same command and --resume, or take another --name"
        )
    return False


def _unseen(study: Study) -> int:
    """Return how many trials have their record while the journal knows nothing of their end."""
    if not study.folder.mirror.has(study.folder.journal):
        return 0
    file = study.folder.mirror.fetch(study.folder.journal)
    journal = Journal.load(file, space=study.config.space)
    return sum(study.record(number) is not None for number in journal.unfinished())


def round_off(study: Study, say: Say) -> None:
    """Write what follows from a finished study's records, where its driver died before it did."""
    if study.folder.mirror.has(study.folder.report):
        return
    try:
        corpus = corpus_of(study)
    except RelsearchError as error:
        say(f"no report.html: {error}")
        return
    if final := rank_finalists(study, corpus):
        write_finalists(study, final)
    try_report(study, corpus, say=say)


@contextmanager
def opened_search(
    config: StudyConfig,
    folder: StudyFolder,
    *,
    address: str | None,
    force_space: bool,
    earlier: Sequence[dict[str, Any]],
    say: Say,
) -> "Iterator[Search]":
    """Load the corpus, start Ray, check what can be checked, and open the study under its lock."""
    from relsearch.search.budgets import check_budgets
    from relsearch.search.cluster import cluster
    from relsearch.search.disk import disk_notes
    from relsearch.search.opening import open_journal
    from relsearch.search.placement import await_machines, place
    from relsearch.search.preflight import preflight
    from relsearch.search.run import Search
    from relsearch.search.sharing import check_shared

    check_sampler(config)
    corpus = prepare_corpus(config)
    config = with_prior(config, corpus)
    for note in (*unused(config), *corpus.notes):
        say(note)
    with claimed(folder, say), cluster(address) as dashboard:
        say(f"Ray dashboard: {dashboard or 'did not start'}")
        if address is not None:
            await_machines(say)
        placement = place(
            config.resources, joined=address is not None, asked=config.search.max_concurrent
        )
        check_budgets(config.search, gpus=placement.gpus)
        preflight(config, corpus, folder.path.parent, slots=placement.slots)
        for note in disk_notes(config, folder):
            say(note)
        study, new = _study(folder, config, corpus, force_space, say)
        if address is not None:
            check_shared(folder)
        journal = open_journal(study, new=new, earlier=earlier)
        if adopted := adopt(study, journal):
            say(f"{len(adopted)} trials had finished unseen; their results were taken over")
        folder.mirror.send(folder.journal)
        yield Search(study, journal, corpus, placement, joined=address is not None)


def _earlier(config: StudyConfig, studies: Sequence[Study], say: Say) -> list[dict[str, Any]]:
    """Return what other studies' trials tell of the space."""
    told = []
    for study in studies:
        found = comparable(study, config)
        ran = len(study.records())
        say(f"{len(found)} of {ran} trials of study {study.folder.name} warm the sampler")
        told += found
    return told


def _study(
    folder: StudyFolder, config: StudyConfig, corpus: Corpus, force_space: bool, say: Say
) -> tuple[Study, bool]:
    """Begin the study, or take it up; a folder whose journal was never begun counts as new."""
    rows: Mapping[str, Any] = {"fingerprint": fingerprint(corpus), "parts": parts_of(corpus)}
    if not folder.journal.is_file():
        return begin(folder, config, **rows, data_sets=corpus.data_sets), True
    study, notes = take_up(folder, config, **rows, force_space=force_space)
    for note in notes:
        say(note)
    return study, False


@contextmanager
def _silently(study: Study) -> "Iterator[Watcher]":
    from relsearch.search.watch import Silent

    yield Silent()
