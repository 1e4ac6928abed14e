import numpy as np
import pytest

from relsearch.training.batches import LengthGroupedBatches, Rows, TrainLoader, by_length


def batches(lengths, *, batch_size=4, parts=1, seed=0, epoch=0):
    grouped = LengthGroupedBatches(np.array(lengths), batch_size=batch_size, parts=parts, seed=seed)
    grouped.set_epoch(epoch)
    assert len(grouped) == len(list(grouped))
    return list(grouped)


def some_lengths(rows, seed=1):
    return np.random.default_rng(seed).integers(5, 200, size=rows)


@pytest.mark.parametrize("rows", [1, 3, 4, 17, 1000])
@pytest.mark.parametrize("parts", [1, 2, 4])
def test_every_row_comes_once_an_epoch(rows, parts):
    drawn = batches(some_lengths(rows), parts=parts)
    assert sorted(row for batch in drawn for row in batch) == list(range(rows))


def test_each_update_has_its_parts_and_the_short_one_comes_last():
    drawn = batches(some_lengths(11), batch_size=4, parts=2)
    assert [len(batch) for batch in drawn] == [2, 2, 2, 2, 2, 1]


def test_parts_cut_updates_without_changing_their_rows():
    whole = batches(some_lengths(30), batch_size=8, parts=1)
    halves = batches(some_lengths(30), batch_size=8, parts=2)
    assert [a + b for a, b in zip(halves[::2], halves[1::2], strict=True)] == whole


def test_order_depends_on_seed_and_epoch_and_on_no_random_state():
    lengths = some_lengths(40)
    first = batches(lengths)
    np.random.seed(7)
    assert batches(lengths) == first
    assert batches(lengths, epoch=1) != first
    assert batches(lengths, seed=1) != first


def test_rows_of_like_length_go_together():
    lengths = some_lengths(800)
    padded = sum(len(batch) * max(lengths[batch]) for batch in batches(lengths, batch_size=32))
    assert padded < 1.1 * lengths.sum()
    at_random = lengths.reshape(-1, 32).max(axis=1).sum() * 32
    assert at_random > 1.7 * lengths.sum()


@pytest.fixture
def rows():
    return Rows(
        np.array([2, 1, 3]),
        tokens={"input_ids": np.array([5, 6, 7, 8, 9, 10], dtype=np.int32)},
        fixed={"labels": np.array([0, 1, 2])},
        pad_id=1,
    )


def test_a_batch_is_padded_to_its_longest_row(rows):
    batch = rows[[2, 1]]
    assert batch["input_ids"].tolist() == [[8, 9, 10], [7, 1, 1]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1], [1, 0, 0]]
    assert batch["labels"].tolist() == [2, 1]
    assert rows[[1]]["input_ids"].tolist() == [[7]]


def test_the_loader_yields_whole_batches(rows):
    loader = TrainLoader(rows, LengthGroupedBatches(rows.lengths, batch_size=2, parts=1, seed=0))
    loader.set_epoch(3)
    assert [len(batch["labels"]) for batch in loader] == [2, 1]
    assert len(loader.dataset) == 3


def test_prediction_goes_from_the_longest_rows_down():
    assert [batch.tolist() for batch in by_length([3, 9, 1, 7], 3)] == [[1, 3, 0], [2]]
