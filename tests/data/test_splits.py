"""Carving keeps sentences together, gives each label its share and spares the rare ones."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsearch.data import Entity, Example, carve


def examples_of(labels: Sequence[str], sentences: Sequence[int] | None = None) -> list[Example]:
    """Make one example a label; equal numbers mean equal sentences."""
    return [
        Example(str(row), f"문장 {sentence}", Entity(0, 1), Entity(1, 2), label)
        for row, (label, sentence) in enumerate(
            zip(labels, sentences or range(len(labels)), strict=True)
        )
    ]


def labels_of(examples: Sequence[Example]) -> Counter[str | None]:
    return Counter(example.label for example in examples)


def test_each_label_gives_its_share() -> None:
    rest, part = carve(examples_of(["a"] * 100 + ["b"] * 50), share=0.2, by="row", seed=1)
    assert (labels_of(rest), labels_of(part)) == ({"a": 80, "b": 40}, {"a": 20, "b": 10})


def test_a_label_of_one_row_stays() -> None:
    rest, _ = carve(examples_of(["a"] * 3 + ["b"]), share=0.49, by="row", seed=1)
    assert "b" in labels_of(rest)


def test_a_label_whose_rows_share_a_sentence_stays() -> None:
    examples = examples_of(["a"] * 20 + ["b"] * 3, [*range(20), 99, 99, 99])
    rest, _ = carve(examples, share=0.4, by="sentence", seed=1)
    assert labels_of(rest)["b"] == 3


def test_few_rows_of_each_label_still_give_one() -> None:
    _, part = carve(examples_of(["a", "a", "b", "b"]), share=0.1, by="row", seed=1)
    assert len(part) == 1


def test_both_sides_keep_the_file_order() -> None:
    for side in carve(examples_of(["a"] * 30), share=0.3, by="row", seed=1):
        ids = [int(example.id) for example in side]
        assert ids == sorted(ids)


def test_a_seed_decides_the_split() -> None:
    examples = examples_of(["a"] * 100)
    first, again, other = (carve(examples, share=0.2, by="row", seed=s)[1] for s in (1, 1, 2))
    assert first == again != other


def test_rows_of_a_sentence_may_part_only_when_asked() -> None:
    examples = examples_of(["a"] * 40, [number // 2 for number in range(40)])
    apart = {
        by: {row.sentence for row in rest} & {row.sentence for row in part}
        for by in ("sentence", "row")
        for rest, part in [carve(examples, share=0.3, by=by, seed=1)]
    }
    assert not apart["sentence"]
    assert apart["row"]


ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 15)), min_size=1, max_size=60)


@given(rows=ROWS, share=st.floats(0.05, 0.49), seed=st.integers(0, 9))
def test_nothing_is_lost_leaked_or_used_up(
    rows: list[tuple[str, int]], share: float, seed: int
) -> None:
    examples = examples_of(*zip(*rows, strict=True))
    rest, part = carve(examples, share=share, by="sentence", seed=seed)
    assert sorted((*rest, *part), key=examples.index) == examples
    assert not {row.sentence for row in rest} & {row.sentence for row in part}
    assert labels_of(rest).keys() == labels_of(examples).keys()


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_the_part_is_as_large_as_asked(share: float) -> None:
    labels = [
        label
        for label, count in zip("abcdefg", (70, 9, 8, 7, 3, 2, 1), strict=True)
        for _ in range(count)
    ]
    _, part = carve(examples_of(labels), share=share, by="sentence", seed=3)
    assert len(part) == 100 * share
