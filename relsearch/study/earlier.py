"""Earlier: what other studies found out about a space, kept in the journal of the one it warms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from relsearch.config import StudyConfig, TrialConfig
from relsearch.config.space import Choice, Dimension, Space, is_active, parents_first
from relsearch.errors import StudyError
from relsearch.study.journal import CONSTRAINT, Journal
from relsearch.study.record import Record
from relsearch.study.study import Study
from relsearch.study.suggest import distribution, stored

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

ATTRIBUTE = "earlier"


def comparable(study: Study, config: StudyConfig) -> list[dict[str, Any]]:
    """Return what the study's trials tell of the space of ``config``: values, score, course.

    Raises StudyError when none of them does.
    """
    if study.config.search.metric != config.search.metric:
        raise StudyError(
            f"study {study.folder.name} optimised {study.config.search.metric}, this one"
            f" {config.search.metric}: its scores cannot warm the sampler"
        )
    found = [(record, _values_within(record, study.config, config)) for record in study.ranked()]
    told = [_told(record, values) for record, values in found if values is not None]
    if not told:
        raise StudyError(
            f"no trial of study {study.folder.name} lies in this space: it should have a value"
            " that stands here for every key, and what it searched beside them as it is here"
        )
    return told


def remember(journal: Journal, told: Sequence[dict[str, Any]]) -> None:
    """Keep the trials of other studies as an attribute: they are no trials of this one."""
    journal.study.set_user_attr(ATTRIBUTE, list(told))


def recalled(journal: Journal) -> "list[FrozenTrial]":
    """Return the remembered trials that lie in the space, as Optuna knows trials.

    Each is numbered -1.
    """
    told = journal.study.user_attrs.get(ATTRIBUTE, [])
    return [_frozen(one, journal.space) for one in told if _fits(one["values"], journal.space)]


def _values_within(record: Record, before: StudyConfig, now: StudyConfig) -> dict[str, Any] | None:
    """Return the trial's values of the space now, or None when it lies outside.

    What was searched before and is not now must have the value that all trials have now.
    """
    for key in before.space.keys() - now.space.keys():
        default = TrialConfig.model_fields[key].default
        if getattr(record.config, key) != now.fixed.get(key, default):
            return None
    return _within(record.config, now.space)


def _within(trial: TrialConfig, space: Space) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for key in parents_first(space):
        if is_active(space[key], values):
            values[key] = getattr(trial, key)
    return values if _fits(values, space) else None


def _fits(values: dict[str, Any], space: Space) -> bool:
    return all(_holds(key, space[key], value) for key, value in values.items() if key in space)


def _holds(key: str, dimension: Dimension, value: Any) -> bool:
    """Ask what Optuna draws the values from, which has none between two steps of a range."""
    if isinstance(dimension, Choice):
        return stored(value) in map(stored, dimension.choices)
    return isinstance(value, int | float) and distribution(key, dimension)._contains(value)


def _told(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": record.state,
        "score": record.score,
        "values": values,
        "evaluations": [one.score for one in record.evaluations],
    }


def _frozen(told: dict[str, Any], space: Space) -> "FrozenTrial":
    from optuna.trial import TrialState, create_trial

    complete = told["state"] == "complete"
    active = {key: value for key, value in told["values"].items() if key in space}
    return create_trial(
        state=TrialState.COMPLETE if complete else TrialState.PRUNED,
        value=told["score"] if complete else None,
        params={key: stored(value) for key, value in active.items()},
        distributions={key: distribution(key, space[key]) for key in active},
        intermediate_values=dict(enumerate(told["evaluations"], start=1)),
        constraints={CONSTRAINT: -1.0},
    )
