"""RowMaker: examples as Rows, encoded on the spot or through the cache that a node shares."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relsearch.data.example import Example
from relsearch.text.cache import encode_dataset
from relsearch.text.encode import Encoded, TextEncoder
from relsearch.training.batches import Rows
from relsearch.training.checkpoint import Checkpoint

if TYPE_CHECKING:
    from datasets import Dataset

TOKENS = ("input_ids", "token_type_ids")
Columns = dict[str, NDArray[Any]]


class RowMaker:
    """Turns examples into Rows for one model: its tokenizer, text settings and entity types."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        trial, tokenizer = checkpoint.trial, checkpoint.tokenizer
        self.config = checkpoint.model.config
        self.pad_id = int(tokenizer.pad_token_id or 0)
        self.encoder = TextEncoder(
            tokenizer,
            input_format=trial.input_format,
            prompt=trial.prompt,
            type_transform=trial.type_transform,
            max_length=trial.max_length,
        )

    def rows(self, examples: Sequence[Example]) -> Rows:
        """Return the examples for prediction, without labels."""
        return self._rows(examples, columns_of_rows(self.encoder.encode(examples)))

    def cached_rows(self, examples: Sequence[Example], *, cache_dir: Path | None) -> Rows:
        """Return the examples with their labels (-1 where there is none), tokenized once a node."""
        labels = self.config.labels
        dataset = encode_dataset(examples, self.encoder, labels=labels, cache_dir=cache_dir)
        return self._rows(examples, columns_of_dataset(dataset))

    def _rows(self, examples: Sequence[Example], columns: Columns) -> Rows:
        tokens = {name: columns.pop(name) for name in TOKENS if name in columns}
        lengths = columns.pop("lengths")
        if self.config.head_type_embedding:
            columns["types"] = self._types(examples)
        return Rows(lengths, tokens=tokens, fixed=columns, pad_id=self.pad_id)

    def _types(self, examples: Sequence[Example]) -> NDArray[np.int64]:
        pairs = ((example.subject.type, example.object.type) for example in examples)
        return np.array([[self.config.type_id(one) for one in pair] for pair in pairs])


def columns_of_rows(rows: Sequence[Encoded]) -> Columns:
    """Return flat token columns, ``positions`` (n, 2, 4) and ``lengths`` of encoded rows."""
    columns: Columns = {
        name: np.fromiter(chain.from_iterable(row[name] for row in rows), dtype=np.int32)  # type: ignore[literal-required]
        for name in TOKENS
        if name in rows[0]
    }
    columns["positions"] = np.array([row["positions"] for row in rows], dtype=np.int64)
    columns["lengths"] = np.array([len(row["input_ids"]) for row in rows], dtype=np.int64)
    return columns


def columns_of_dataset(dataset: "Dataset") -> Columns:
    """Return the same and ``labels`` from a cached data set, token ids left in its mapped file."""
    table = dataset.with_format("arrow")[:].combine_chunks()
    column = {name: table[name].chunk(0) for name in table.column_names}
    columns = {name: column[name].flatten().to_numpy() for name in TOKENS if name in column}
    positions = column["positions"].flatten().flatten().to_numpy()
    columns["positions"] = positions.astype(np.int64).reshape(-1, 2, 4)
    columns["lengths"] = column["length"].to_numpy().astype(np.int64)
    columns["labels"] = column["label"].to_numpy().copy()
    return columns
