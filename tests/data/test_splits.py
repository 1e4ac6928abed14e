"""Carving keeps sentences together, gives each label its share and spares the rare ones."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsearch.data import Entity, Example, carve
from relsearch.data.splits import folds


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


def test_a_part_takes_the_shape_of_a_prior() -> None:
    examples = examples_of(["a"] * 80 + ["b"] * 120)
    prior = {"a": 0.75, "b": 0.25}
    rest, part = carve(examples, share=0.2, by="row", seed=1, prior=prior)
    assert (labels_of(rest), labels_of(part)) == ({"a": 50, "b": 110}, {"a": 30, "b": 10})


def test_a_prior_uses_up_no_label() -> None:
    examples = examples_of(["a"] * 5 + ["b"] * 95)
    rest, part = carve(examples, share=0.4, by="row", seed=1, prior={"a": 0.9, "b": 0.1})
    assert labels_of(rest)["a"] == 1
    assert labels_of(part)["a"] == 4


def test_a_label_that_the_prior_lacks_stays() -> None:
    examples = examples_of(["a"] * 50 + ["b"] * 50)
    _, part = carve(examples, share=0.1, by="row", seed=1, prior={"a": 1.0})
    assert labels_of(part) == {"a": 10}


def test_by_pair_keeps_sentences_and_entity_pairs_on_one_side() -> None:
    pairs = [(chr(97 + row % 13), chr(65 + row % 10)) for row in range(400)]
    examples = [
        Example(str(row), f"{one} {other} {row % 20}", Entity(0, 1), Entity(2, 3), "a")
        for row, (one, other) in enumerate(pairs)
    ]
    rest, part = carve(examples, share=0.3, by="pair", seed=1)
    sides = [
        {frozenset((row.subject_word, row.object_word)) for row in side} for side in (rest, part)
    ]
    assert part and not sides[0] & sides[1]
    assert not {row.sentence for row in rest} & {row.sentence for row in part}


def test_by_entity_a_part_names_only_what_the_rest_does_not() -> None:
    hub = [("a", str(row)) for row in range(60)]  # all tied by one name
    rare = [(f"b{row // 3}", f"c{row}") for row in range(60)]
    examples = [
        Example(str(row), f"{row} {one} {other}", *spans(row, one, other), "a")
        for row, (one, other) in enumerate([*hub, *rare, *((two, one) for one, two in rare)])
    ]
    rest, part = carve(examples, share=0.2, by="entity", seed=1)
    sides = [{word for row in side for word in row.entity_words} for side in (rest, part)]
    assert len(part) == 36
    assert not sides[0] & sides[1]
    assert "a" in sides[0]


def spans(row: int, one: str, other: str) -> tuple[Entity, Entity]:
    start = len(f"{row} ")
    middle = start + len(one)
    return Entity(start, middle), Entity(middle + 1, middle + 1 + len(other))


def test_folds_hold_every_row_out_once() -> None:
    examples = examples_of(["a"] * 60 + ["b"] * 31 + ["c"] * 5, [n // 2 for n in range(96)])
    made = list(folds(examples, count=3, by="sentence", seed=1))
    held_out = [row for _, dev in made for row in dev]
    assert sorted(held_out, key=examples.index) == examples
    for train, dev in made:
        assert sorted((*train, *dev), key=examples.index) == examples
        assert not {row.sentence for row in train} & {row.sentence for row in dev}
        assert 30 <= len(dev) <= 34


def test_a_label_of_one_row_is_in_every_folds_train() -> None:
    examples = examples_of(["a"] * 20 + ["b"])
    for train, dev in folds(examples, count=4, by="row", seed=1):
        assert "b" in labels_of(train)
        assert "b" not in labels_of(dev)
