"""The trainable: one trial on a worker, from its configuration to its record on disk."""

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import ray
from ray import tune

from relsearch.config import StudyConfig
from relsearch.data import Corpus
from relsearch.errors import RelsearchError, StorageError
from relsearch.search.encoders import Parcel, unpacked
from relsearch.search.log import logged
from relsearch.search.watch import settings
from relsearch.study import study_at
from relsearch.study.keeping import Keeper, row_of

if TYPE_CHECKING:
    from relsearch.training.faults import OutOfMemory
    from relsearch.training.priors import Prior


def run_trial(
    config: Mapping[str, Any],
    *,
    study: StudyConfig,
    location: str,
    corpus: Corpus,
    prior: "Prior | Literal['em'] | None",
    encoders: Mapping[str, Parcel],
    board: Any,
) -> None:
    """Fine-tune one configuration, reporting each evaluation, and keep what it yields.

    A trial that cannot work (its loss diverged, one row does not fit the memory) is recorded as
    failed: trying it again would end the same. Anything else is raised for the driver to try again,
    its traceback kept beside the trial; so is, once it stands in the record, a want of memory: Ray
    ends the worker of a trial that raises, and the next trial gets a process without its leavings.
    """
    number, values = config["number"], config["values"]
    place = study_at(location, role="worker").trial(number)
    place.take_up()
    keeper = Keeper(place, number, values, study.trial(values))
    board.begin.remote(number, ray.get_runtime_context().get_node_id())
    board.until_end.options(name=trial_name(config), enable_task_events=True).remote(number)
    try:
        with logged(place.log, f"trial {number}, {json.dumps(values)}"):
            try:
                encoder = unpacked(keeper.trial.encoder, encoders)
                too_large = _run(
                    keeper, encoder, study=study, corpus=corpus, prior=prior, board=board
                )
            except Exception:
                keeper.keep_traceback()
                raise
        if too_large:
            raise too_large
    finally:
        place.mirror.clear(place.path)


def _run(
    keeper: Keeper,
    encoder: str,
    *,
    study: StudyConfig,
    corpus: Corpus,
    prior: "Prior | Literal['em'] | None",
    board: Any,
) -> "OutOfMemory | None":
    """Train and keep what comes of it; return the want of memory that it failed for, if it did."""
    from relsearch.training.evaluation import Evaluation
    from relsearch.training.faults import OutOfMemory, Stop
    from relsearch.training.folds import fit

    def report(evaluation: Evaluation) -> None:
        keeper.place.share_state()
        tune.report(row_of(evaluation).model_dump())
        stop_if_pruned()

    def stop_if_pruned() -> None:
        if ray.get(board.is_pruned.remote(keeper.number)):
            keeper.state = "pruned"
            raise Stop

    try:
        run = fit(
            keeper.trial.model_copy(update={"encoder": encoder}),
            corpus,
            folder=keeper.place.path,
            on_evaluation=report,
            on_update=now_and_then(lambda: board.go_on.remote(keeper.number)),
            metric=study.search.metric,
            prior=prior,
            threads=max(1, int(study.resources.cpus)),
            resumable=True,
        )
    except StorageError:
        raise  # nothing is wrong with the trial
    except RelsearchError as failure:
        too_large = failure if isinstance(failure, OutOfMemory) else None
        keeper.keep_failure(failure, infeasible=too_large is not None)
        return too_large
    keeper.keep(run, corpus)
    return None


def trial_name(config: Mapping[str, Any]) -> str:
    """Say a trial's number and configuration, as Ray and its dashboard show them."""
    return f"{config['number']} {settings(config['values'])}"[:120]


def is_news(message: logging.LogRecord) -> bool:
    """Say whether Tune's log has more to tell than the record of a trial: no want of memory."""
    from relsearch.training.faults import OutOfMemory

    return not (message.exc_info and isinstance(message.exc_info[1], OutOfMemory))


def now_and_then(act: Callable[[], object], *, every: float = 10.0) -> Callable[[], None]:
    """Return a function that acts when called, but not twice within ``every`` seconds."""
    acted = float("-inf")

    def call() -> None:
        nonlocal acted
        if time.monotonic() - acted >= every:
            acted = time.monotonic()
            act()

    return call
