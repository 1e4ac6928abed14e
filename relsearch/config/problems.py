"""Problems: a pydantic error told as path, what is wrong and the nearest right word."""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from relsearch.config.samplers import SAMPLERS
from relsearch.config.schedulers import SCHEDULERS
from relsearch.errors import did_you_mean

KINDS = {*SAMPLERS, *SCHEDULERS}
"""What pydantic puts into a fault's path for the member of a union; the YAML has no such key."""
SAID = {
    "missing": "is required",
    "too_short": "should not be empty",
    "union_tag_not_found": "needs a kind, {kind: ...}",
}
MAPPINGS = ("model_type", "model_attributes_type", "dict_type")


def problems_of(error: ValidationError, model: type[BaseModel], at: str) -> Iterator[str]:
    """Yield a sentence for each fault, its path beginning with ``at``."""
    for fault in error.errors():
        loc = tuple(part for part in fault["loc"] if part not in KINDS)
        yield f"{_path(at, loc)}: {_sentence(fault, model, loc)}"


def _path(at: str, loc: tuple[Any, ...]) -> str:
    dotted = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return (at + dotted).lstrip(".") or "the file"


def _sentence(fault: Any, model: type[BaseModel], loc: tuple[Any, ...]) -> str:
    if fault["type"] == "extra_forbidden":
        return f"unknown key{did_you_mean(str(loc[-1]), known_keys(model, loc[:-1]))}"
    if fault["type"] in SAID:
        return SAID[fault["type"]]
    if fault["type"] in MAPPINGS:
        return f"should be a mapping of key: value, but got {fault['input']!r}"
    if fault["type"] == "union_tag_invalid":
        context = fault["ctx"]
        options = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
        return f"unknown kind {context['tag']!r}{did_you_mean(context['tag'], options)}"
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    message = re.sub(r"^\w+ should", "should", fault["msg"])  # "Input should be", "List should"
    return f"{message}, but got {fault['input']!r}"


def known_keys(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """Return the keys that stand at ``loc`` inside the model."""
    models = [model]
    for part in loc:
        fields = [one.model_fields[part].annotation for one in models if part in one.model_fields]
        models = [inner for annotation in fields for inner in _models_in(annotation)]
    return sorted({key for one in models for key in one.model_fields})


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if get_origin(annotation) in (Union, UnionType, Annotated, tuple, list):
        for inner in get_args(annotation):
            yield from _models_in(inner)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
