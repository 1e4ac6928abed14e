"""DataConfig: the search file's data section, checked."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails

from relsearch.data.readers import READERS
from relsearch.data.sample.generate import ROWS, SMALLEST
from relsearch.data.splits import NO_FOLDS_BY_ENTITY, By
from relsearch.data.target import ESTIMATORS, LabelledFile
from relsearch.errors import did_you_mean

COMMON = ("reader", "no_relation", "limit", "on_bad_row", "entity_types", "split")
NEEDED = ("train", "name")  # by the readers that read them


def _as_file(like: Any) -> Any:
    """Take a path for the file that it names; there is no model yet that could estimate."""
    if like in ESTIMATORS:
        raise ValueError(
            f"{like} takes a model's word for the labels' shares, and none is trained yet; split"
            f" with `relsearch data split --like {like} --study STUDY`, or give a labelled file"
        )
    return {"file": like} if isinstance(like, str | Path) else like


class SplitConfig(BaseModel):
    """How the parts not given are carved from train; shares are of all its rows.

    With ``folds`` dev is what is left of train, each row held out once by one of as many models.
    Parts that are carved take the labels' shares of ``like``, a labelled file, where it is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    dev: float = Field(default=0.1, gt=0, lt=0.5)
    select: float = Field(default=0.1, ge=0, lt=0.5)
    folds: int | None = Field(default=None, ge=2)
    by: By = "sentence"
    seed: int = 42  # also draws the rows of data.limit
    like: Annotated[LabelledFile | None, BeforeValidator(_as_file)] = None

    @model_validator(mode="after")
    def _one_way_to_hold_out(self) -> "SplitConfig":
        if self.folds and "dev" in self.model_fields_set:
            raise ValueError("dev and folds are two ways to hold rows of train out; keep one")
        if self.folds and self.by == "entity":
            raise ValueError(NO_FOLDS_BY_ENTITY)
        return self


class DataConfig(BaseModel):
    """Where the examples come from; which keys count depends on the reader (READERS)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: str = "sample"
    train: Path | None = None
    dev: Path | None = None
    select: Path | None = None
    test: Path | None = None
    labels: Path | None = None  # label names in id order
    name: str | None = None  # of a data set on the hub
    config: str | None = None
    revision: str | None = None
    rows: int = Field(default=ROWS, ge=SMALLEST)  # of the sample
    seed: int = 42
    no_relation: str | None = None  # None: no_relation or 관계_없음, where the labels have it
    limit: int | None = Field(default=None, ge=1)  # rows of train, before parts are carved from it
    on_bad_row: Literal["error", "drop"] = "error"
    entity_types: str | None = None  # a token-classification model, for entities without a type
    split: SplitConfig = SplitConfig()

    @model_validator(mode="wrap")
    @classmethod
    def _report_all_at_once(
        cls, values: Any, check_fields: ModelWrapValidatorHandler["DataConfig"]
    ) -> "DataConfig":
        """Check the reader's keys beside the fields, so that one error holds every problem."""
        if not isinstance(values, Mapping):
            return check_fields(values)
        problems = list(_reader_problems(values))
        told = {problem.get("loc", ())[0] for problem in problems}
        try:
            config = check_fields({key: values[key] for key in values if key not in told})
        except ValidationError as error:
            problems += [_repeat(fault) for fault in error.errors()]
        if problems:
            raise ValidationError.from_exception_data(cls.__name__, problems)
        return config

    @model_serializer(mode="wrap")
    def _keys_read(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out keys of other readers, so that what is written can be read again."""
        return {key: value for key, value in dump(self).items() if key in _keys(self.reader)}


def _keys(reader: str) -> tuple[str, ...]:
    return (*READERS[reader].options, *COMMON)


def _reader_problems(values: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """Yield what is wrong with the reader, the keys it does not read and those it needs."""
    reader = values.get("reader", "sample")
    if reader not in list(READERS):
        yield _problem(
            "reader", f"unknown reader {reader!r}{did_you_mean(reader, READERS)}", reader
        )
        return
    read = _keys(reader)
    for key in (key for key in values if key not in read):
        hint = did_you_mean(key, read)
        yield _problem(key, f"reader {reader!r} does not read {key!r}{hint}", values[key])
    for key in (key for key in NEEDED if key in read and values.get(key) is None):
        yield _problem(key, f"reader {reader!r} needs {key}", None)


def _problem(key: str, message: str, given: object) -> InitErrorDetails:
    return InitErrorDetails(type="value_error", loc=(key,), input=given, ctx={"error": message})


def _repeat(fault: ErrorDetails) -> InitErrorDetails:
    """Return a fault that pydantic found in the form in which it takes one."""
    return InitErrorDetails(
        type=fault["type"], loc=fault["loc"], input=fault["input"], ctx=fault.get("ctx", {})
    )
