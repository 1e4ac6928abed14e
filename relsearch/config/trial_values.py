"""Checks of trial keys: `fixed`, `space` and `start_with` against TrialConfig's fields."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from relsearch.config.problems import problems_of
from relsearch.config.space import Choice, Dimension, Range, Space, parents_first
from relsearch.config.trial import TrialConfig
from relsearch.errors import did_you_mean

Problems = list[str]


def check_values(values: Any, at: str, problems: Problems) -> dict[str, Any]:
    """Return the values coerced to their keys' types; what is wrong is added to ``problems``."""
    if not isinstance(values, Mapping):
        problems.append(f"{at}: should be a mapping of key: value, but got {values!r}")
        return {}
    checked = {}
    for key, value in values.items():
        if _known(key, f"{at}.{key}", problems):
            checked[key] = _coerce(key, value, f"{at}.{key}", problems)
    return checked


def check_space(space: Any, fixed: Mapping[str, Any], problems: Problems) -> Space:
    """Return the space with every value coerced; what is wrong is added to ``problems``.

    A condition on a fixed key is settled here: it holds or its dimension is gone.
    """
    if not isinstance(space, Mapping):
        problems.append(f"space: should be a mapping of key: choices, but got {space!r}")
        return {}
    checked: Space = {}
    for key, raw in space.items():
        if _known(key, f"space.{key}", problems):
            dimension = _dimension(raw, f"space.{key}", problems)
            if dimension is not None:
                checked[key] = _coerced(key, dimension, problems)
    problems += _condition_problems(checked, fixed)
    return _settled(checked, fixed)


def check_start_with(entries: Any, space: Space, problems: Problems) -> tuple[dict[str, Any], ...]:
    """Return the configurations to run first; a value outside the space is a problem."""
    if not isinstance(entries, list):
        problems.append(f"start_with: should be a list of mappings, but got {entries!r}")
        return ()
    checked = [
        check_values(entry, f"start_with[{number}]", problems)
        for number, entry in enumerate(entries)
    ]
    for number, values in enumerate(checked):
        for key, value in values.items():
            if key in space and not _contains(space[key], value):
                problems.append(
                    f"start_with[{number}].{key}: {value!r} is outside space.{key}; add it there"
                )
    return tuple(checked)


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    field = TrialConfig.model_fields[key]
    annotation: Any = field.annotation
    return TypeAdapter(Annotated[(annotation, *field.metadata)] if field.metadata else annotation)


def is_integer(key: str) -> bool:
    """Say whether the key takes whole numbers."""
    return TrialConfig.model_fields[key].annotation in (int, int | None)


def _takes_numbers(key: str) -> bool:
    annotation = TrialConfig.model_fields[key].annotation
    return annotation in (int, float, int | None, float | None)


def _known(key: str, at: str, problems: Problems) -> bool:
    known = key in TrialConfig.model_fields
    if not known:
        problems.append(f"{at}: unknown key{did_you_mean(key, TrialConfig.model_fields)}")
    return known


def _coerce(key: str, value: Any, at: str, problems: Problems) -> Any:
    try:
        return _adapter(key).validate_python(value)
    except ValidationError as error:
        problems += problems_of(error, TrialConfig, at)
        return value


def _fits(key: str, value: Any) -> bool:
    problems: Problems = []
    _coerce(key, value, "", problems)
    return not problems


def _dimension(raw: Any, at: str, problems: Problems) -> Dimension | None:
    """Read a list as a Choice, a mapping as the Choice or Range that it spells."""
    form = {"choices": raw} if isinstance(raw, list) else raw
    if not isinstance(form, Mapping):
        problems.append(
            f"{at}: should be a list of choices or {{low, high}}, but got {raw!r};"
            " a single value goes under fixed"
        )
        return None
    form = {**form, "when": _when(form.get("when", {}))}
    kind = Range if "low" in form or "high" in form else Choice
    try:
        return kind.model_validate(form)
    except ValidationError as error:
        problems += problems_of(error, kind, at)
        return None


def _when(raw: Any) -> Any:
    """Let a condition name one value without a list."""
    if not isinstance(raw, Mapping):
        return raw
    return {
        key: allowed if isinstance(allowed, list) else [allowed] for key, allowed in raw.items()
    }


def _coerced(key: str, dimension: Dimension, problems: Problems) -> Dimension:
    """Return the dimension with its values, and those of its conditions, of their keys' types."""
    at = f"space.{key}"
    when = {
        parent: _coerce_all(parent, allowed, f"{at}.when.{parent}", problems)
        for parent, allowed in dimension.when.items()
        if _known(parent, f"{at}.when.{parent}", problems)
    }
    update: dict[str, Any] = {"when": when}
    if isinstance(dimension, Range):
        problems += _range_problems(key, dimension)
    else:
        update["choices"] = _coerce_all(key, dimension.choices, at, problems)
    return dimension.model_copy(update=update)


def _coerce_all(key: str, values: Iterable[Any], at: str, problems: Problems) -> tuple[Any, ...]:
    return tuple(
        _coerce(key, value, f"{at}[{number}]", problems) for number, value in enumerate(values)
    )


def _range_problems(key: str, range_: Range) -> Problems:
    problems: Problems = []
    if not _takes_numbers(key):
        return [f"space.{key}: takes no numbers, so it cannot be a range; list its choices"]
    for end in ("low", "high"):
        _coerce(key, getattr(range_, end), f"space.{key}.{end}", problems)
    if is_integer(key) and not float(range_.step or 1).is_integer():
        problems.append(f"space.{key}.step: should be a whole number, but got {range_.step}")
    return problems


def _settled(space: Space, fixed: Mapping[str, Any]) -> Space:
    """Drop what hangs on a fixed key's other values, and whatever hangs on that in its turn."""
    gone = {key for key, dimension in space.items() if not _may_hold(dimension, fixed)}
    while orphans := {key for key in space.keys() - gone if gone & space[key].when.keys()}:
        gone |= orphans
    return {
        key: dimension.model_copy(
            update={"when": {p: dimension.when[p] for p in dimension.when if p not in fixed}}
        )
        for key, dimension in space.items()
        if key not in gone
    }


def _may_hold(dimension: Dimension, fixed: Mapping[str, Any]) -> bool:
    return all(
        fixed[parent] in allowed for parent, allowed in dimension.when.items() if parent in fixed
    )


def _condition_problems(space: Space, fixed: Mapping[str, Any]) -> Iterator[str]:
    for key, dimension in space.items():
        for parent in dimension.when.keys() - fixed.keys():
            if parent not in space:
                hint = did_you_mean(parent, space)
                yield f"space.{key}.when.{parent}: is no key of the space{hint}"
                continue
            for value in dimension.when[parent]:
                if _fits(parent, value) and not _contains(space[parent], value):
                    yield f"space.{key}.when.{parent}: {value!r} is not in space.{parent}"
    try:
        list(parents_first(space))
    except ValueError as error:
        yield f"space: {error}"


def _contains(dimension: Dimension, value: Any) -> bool:
    if isinstance(dimension, Choice):
        return value in dimension.choices
    return isinstance(value, int | float) and dimension.low <= value <= dimension.high
