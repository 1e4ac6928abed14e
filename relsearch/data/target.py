"""A target label distribution: the shares of the labels, counted from a file of labelled rows."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from relsearch.data.reading import read_examples
from relsearch.errors import DataError

Estimator = Literal["em", "bbse"]  # how a model estimates it from unlabelled rows
ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)


class LabelledFile(BaseModel):
    """A file whose labels are counted; ``reader``: else the data's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    reader: str | None = None


def prior_of(gold: Sequence[str]) -> dict[str, float]:
    """Return the share of each label, by name.

    >>> prior_of(["b", "a", "a", "a"])
    {'a': 0.75, 'b': 0.25}
    """
    return {label: count / len(gold) for label, count in sorted(Counter(gold).items())}


def target_of(
    labelled: LabelledFile,
    *,
    reader: str,
    key: str,
    label_names: Sequence[str] | None = None,
    every_row: bool = True,
) -> dict[str, float]:
    """Return the share of each label (0-1) among the rows of the file.

    ``reader`` reads it unless it names its own; ``key`` is what asked for it, for errors. Raises
    DataError for a file that cannot be read or has no labelled row, or one without a label where
    ``every_row`` needs one.
    """
    reading = read_examples(
        labelled.file, reader=labelled.reader or reader, label_names=label_names
    )
    labels = [row.label for row in reading.examples if row.label is not None]
    if every_row and len(labels) < len(reading.examples):
        raise DataError(
            f"{key} {labelled.file}: every row needs a label to count; leave the others out, or"
            " have a study estimate: relsearch data split --like bbse"
        )
    if not labels:
        raise DataError(f"{key}: {labelled.file} has no labelled row to count")
    return prior_of(labels)
