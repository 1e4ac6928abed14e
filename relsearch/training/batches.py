"""Batches: encoded rows in memory, padded on the fly, grouped by length.

Rows of like length go together, so that little of a batch is padding; which rows meet in a batch
still changes each epoch.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

WINDOW = 50  # batches sorted by length together: more saves padding, fewer mixes rows better
Batch = dict[str, Tensor]


class Rows(Dataset[Batch]):
    """n encoded rows; ``rows[[3, 1]]`` is a padded batch of two.

    ``tokens`` holds token ids (and token types) row after row, ``fixed`` what has one shape a row
    (positions, labels, entity types).
    """

    def __init__(
        self,
        lengths: NDArray[np.int64],
        *,
        tokens: Mapping[str, NDArray[Any]],
        fixed: Mapping[str, NDArray[Any]],
        pad_id: int,
    ) -> None:
        self.lengths = lengths
        self.ends = np.cumsum(lengths)
        self.tokens, self.fixed = dict(tokens), dict(fixed)
        self.pads = {name: pad_id if name == "input_ids" else 0 for name in tokens}

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, chosen: Any) -> Batch:
        chosen = np.asarray(chosen)
        lengths, ends = self.lengths[chosen], self.ends[chosen]
        inside = np.arange(lengths.max()) < lengths[:, None]  # (batch, longest)
        batch = {"attention_mask": torch.from_numpy(inside.astype(np.int64))}
        where = np.concatenate(
            [np.arange(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        )
        for name, values in self.tokens.items():
            padded = np.full(inside.shape, self.pads[name], dtype=np.int64)
            padded[inside] = values[where]
            batch[name] = torch.from_numpy(padded)
        for name, values in self.fixed.items():
            batch[name] = torch.from_numpy(values[chosen])
        return batch

    __getitems__ = __getitem__  # by which torch's DataLoader takes a batch at once


class LengthGroupedBatches(Sampler[list[int]]):
    """Each epoch's batches: ``parts`` micro-batches for each update of ``batch_size`` rows.

    Order depends on the seed and the epoch alone, never on a random state, so that a resumed epoch
    goes on with the batches that it would have had. Only the last update may have fewer rows.
    """

    def __init__(
        self, lengths: NDArray[np.int64], *, batch_size: int, parts: int, seed: int
    ) -> None:
        self.lengths, self.batch_size, self.parts, self.seed = lengths, batch_size, parts, seed
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch that the next iteration goes through."""
        self.epoch = epoch

    def __len__(self) -> int:
        whole, rest = divmod(len(self.lengths), self.batch_size)
        return whole * self.parts + min(rest, self.parts)

    def __iter__(self) -> Iterator[list[int]]:
        for update in self._updates():
            for part in np.array_split(update, min(self.parts, len(update))):
                yield part.tolist()

    def _updates(self) -> Iterator[NDArray[np.int64]]:
        """Yield each update's rows, by falling length; the short one comes last."""
        generator = np.random.default_rng([self.seed, self.epoch])
        order = generator.permutation(len(self.lengths))
        whole, rest = np.split(order, [len(order) - len(order) % self.batch_size])
        window = self.batch_size * WINDOW
        windows = [self._sorted(whole[at : at + window]) for at in range(0, len(whole), window)]
        updates = np.concatenate([whole[:0], *windows]).reshape(-1, self.batch_size)
        generator.shuffle(updates)
        yield from updates
        if len(rest):
            yield self._sorted(rest)

    def _sorted(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return rows[np.argsort(-self.lengths[rows], kind="stable")]


class TrainLoader(DataLoader[Batch]):
    """The batches of ``Rows`` in the order of ``LengthGroupedBatches``."""

    def __init__(self, rows: Dataset[Batch], batches: LengthGroupedBatches) -> None:
        super().__init__(rows, batch_sampler=batches, collate_fn=_as_it_is)

    def set_epoch(self, epoch: int) -> None:
        """Pass the epoch on; Trainer calls this before each."""
        assert isinstance(self.batch_sampler, LengthGroupedBatches)
        self.batch_sampler.set_epoch(epoch)


def _as_it_is(batch: Any) -> Any:
    return batch


def by_length(
    lengths: Sequence[int] | NDArray[np.int64], batch_size: int
) -> Iterator[NDArray[Any]]:
    """Yield row numbers in batches of falling length, for prediction: the largest batch first."""
    order = np.argsort(-np.asarray(lengths), kind="stable")
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]
