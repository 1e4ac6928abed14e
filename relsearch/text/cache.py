"""encode_dataset: encoded examples as a memory-mapped data set, tokenized once a node."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from relsearch.data.example import Example
from relsearch.data.fingerprint import fingerprint
from relsearch.errors import DataError, did_you_mean
from relsearch.files import cache_folder, put_in_place
from relsearch.text.encode import TextEncoder

if TYPE_CHECKING:
    from datasets import Dataset, Features

BATCH = 1000  # rows encoded at a time: bounds memory, not speed
UNLABELLED = -1


def encode_dataset(
    examples: Sequence[Example],
    encoder: TextEncoder,
    *,
    labels: Sequence[str],
    cache_dir: Path | None = None,
) -> "Dataset":
    """Return the examples encoded, with ``label`` (its id, -1 unlabelled) and ``length`` in tokens.

    The same examples, encoder and labels are tokenized once: concurrent workers wait for the
    first, later ones map its file. DataError for a label that is not in ``labels``.
    """
    from datasets import Dataset

    key = repr((fingerprint(examples), encoder.fingerprint, tuple(labels)))
    path = cache_folder(cache_dir) / f"{sha256(key.encode()).hexdigest()[:16]}.arrow"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            _write(path, examples, encoder, labels=labels)
    return Dataset.from_file(str(path))


def _write(
    path: Path, examples: Sequence[Example], encoder: TextEncoder, *, labels: Sequence[str]
) -> None:
    """Write the encoded examples beside ``path``, then there: its existence means it is whole."""
    from datasets.arrow_writer import ArrowWriter

    ids = {label: index for index, label in enumerate(labels)}
    unfinished = path.with_suffix(".tmp")  # one name, so that a killed worker's file is replaced
    features = _features(token_types=encoder.has_token_types)
    with ArrowWriter(path=str(unfinished), features=features) as writer:
        for start in range(0, len(examples), BATCH):
            writer.write_batch(_columns(examples[start : start + BATCH], encoder, ids=ids))
        writer.finalize()
    put_in_place(unfinished, path)


def _features(*, token_types: bool) -> "Features":
    """Return the columns and their types, as narrow as the values allow."""
    from datasets import Features, List, Value

    columns: dict[str, Any] = {
        "input_ids": List(Value("int32")),
        "attention_mask": List(Value("int8")),
        "positions": List(List(Value("int32"), length=4), length=2),
        "label": Value("int64"),
        "length": Value("int32"),
    }
    if token_types:
        columns["token_type_ids"] = List(Value("int8"))
    return Features(columns)


def _columns(
    examples: Sequence[Example], encoder: TextEncoder, *, ids: dict[str, int]
) -> dict[str, list[Any]]:
    """Return one batch, column by column."""
    rows = encoder.encode(examples)
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}  # type: ignore[literal-required]
    columns["label"] = [_label_id(example, ids) for example in examples]
    columns["length"] = [len(row["input_ids"]) for row in rows]
    return columns


def _label_id(example: Example, ids: dict[str, int]) -> int:
    """Return the id of an example's label."""
    if example.label is None:
        return UNLABELLED
    if example.label not in ids:
        raise DataError(
            f"row {example.id}: unknown label {example.label!r}{did_you_mean(example.label, ids)}"
        )
    return ids[example.label]
