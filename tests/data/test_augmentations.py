"""The contract of every augmentation, and what each one does."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from relsearch.data.augmentations import AUGMENTATIONS
from relsearch.data.augmentations.aeda import MARKS
from relsearch.data.augmentations.copies import make_copies
from relsearch.data.augmentations.ground import Edit, Ground, rewrite
from relsearch.data.augmentations.relation_swap import INVERSES
from relsearch.data.example import Corpus, Entity, Example
from relsearch.data.labels import KLUE_COMPETITION_ORDER, TASK_2021_ORDER
from relsearch.data.sample import generate
from relsearch.errors import ConfigError

SENTENCE = "조지 해리슨이 쓰고 비틀즈가 부른 노래"
EXAMPLE = Example("7", SENTENCE, Entity(0, 6, "PER"), Entity(11, 14, "ORG"), "no_relation", "wiki")
GROUND = Ground(KLUE_COMPETITION_ORDER, {"PER", "ORG"}, "[MASK]")
NAMES = tuple(AUGMENTATIONS)
RANDOM = ("entity_masking", "token_masking", "aeda")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return generate(400, 3)


def alter(name: str, example: Example = EXAMPLE, ground: Ground = GROUND, seed: int = 0) -> Any:
    return AUGMENTATIONS[name].load()(example, ground, Random(seed))


def copies_of(corpus: Corpus, *names: str, seed: int = 1) -> list[Example]:
    return make_copies(corpus, names, mask_token="[MASK]", seed=seed)


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_a_whole_row(name: str, corpus: Corpus) -> None:
    originals = {f"{example.id}+{name}": example for example in corpus.train}
    copies = copies_of(corpus, name)
    assert copies
    for copy in copies:
        example = originals[copy.id]
        assert copy.label in corpus.labels
        assert copy.source == example.source
        words = {example.subject_word, example.object_word, "[MASK]"}
        assert {copy.subject_word, copy.object_word} <= words
        assert {copy.subject.type, copy.object.type} == {example.subject.type, example.object.type}
        assert replace(copy, id=example.id) != example


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_copies(name: str, corpus: Corpus) -> None:
    assert copies_of(corpus, name) == copies_of(corpus, name)


@pytest.mark.parametrize("name", RANDOM)
def test_another_seed_gives_other_copies(name: str, corpus: Corpus) -> None:
    assert copies_of(corpus, name, seed=1) != copies_of(corpus, name, seed=2)


@pytest.mark.parametrize("name", RANDOM)
def test_a_rows_copy_does_not_hang_on_the_other_rows(name: str, corpus: Corpus) -> None:
    fold = replace(corpus, train=corpus.train[::2])
    assert set(copies_of(fold, name)) <= set(copies_of(corpus, name))


@pytest.mark.parametrize("name", NAMES)
def test_every_placing_of_the_entities_is_kept(name: str) -> None:
    """Object first, nested, adjacent, at both ends, one of them the whole sentence."""
    spans = [(11, 14, 0, 6), (0, 6, 0, 2), (0, 2, 3, 6), (0, 6, 19, 21), (0, 21, 8, 10)]
    for number, (a, b, c, d) in enumerate(spans * 20):
        example = replace(EXAMPLE, subject=Entity(a, b, "PER"), object=Entity(c, d, "ORG"))
        copy = alter(name, example, seed=number)
        words = {example.subject_word, example.object_word}
        if copy is not None:
            assert {copy.subject_word, copy.object_word} - {"[MASK]"} <= words


def test_copies_of_several_augmentations_stand_side_by_side(corpus: Corpus) -> None:
    names = ("aeda", "token_masking")
    alone = [copy for name in names for copy in copies_of(corpus, name)]
    assert copies_of(corpus, *names) == alone
    ids = [copy.id for copy in alone]
    assert len(set(ids)) == len(ids)


def test_a_copy_that_asks_what_a_row_asks_is_left_out(corpus: Corpus) -> None:
    turned = replace(EXAMPLE, id="8", subject=EXAMPLE.object, object=EXAMPLE.subject)
    both = replace(corpus, train=(EXAMPLE, turned))
    assert copies_of(both, "relation_swap") == []


@pytest.mark.parametrize(
    ("label", "inverse"),
    [
        ("per:parents", "per:children"),
        ("per:children", "per:parents"),
        ("org:members", "org:member_of"),
        ("per:spouse", "per:spouse"),
        ("no_relation", "no_relation"),
    ],
)
def test_a_swapped_row_has_the_inverse_label(label: str, inverse: str) -> None:
    swapped = alter("relation_swap", replace(EXAMPLE, label=label))
    assert swapped.label == inverse
    assert (swapped.subject, swapped.object) == (EXAMPLE.object, EXAMPLE.subject)
    assert swapped.sentence == SENTENCE


def test_a_relation_of_one_direction_is_not_swapped() -> None:
    assert alter("relation_swap", replace(EXAMPLE, label="org:founded_by")) is None


def test_a_row_whose_inverse_is_no_label_is_not_swapped() -> None:
    ground = replace(GROUND, labels=("no_relation", "per:parents"))
    assert alter("relation_swap", replace(EXAMPLE, label="per:parents"), ground) is None


def test_a_row_is_not_swapped_into_a_type_that_no_subject_has() -> None:
    assert alter("relation_swap", ground=replace(GROUND, subject_types={"PER"})) is None


def test_rows_without_types_are_swapped() -> None:
    bare = replace(EXAMPLE, subject=Entity(0, 6), object=Entity(11, 14))
    assert alter("relation_swap", bare, replace(GROUND, subject_types={None})) is not None


def test_inverses_are_mutual_and_of_one_label_set() -> None:
    for label, inverse in INVERSES.items():
        assert INVERSES[inverse] == label
        assert any({label, inverse} <= set(o) for o in (KLUE_COMPETITION_ORDER, TASK_2021_ORDER))


def test_entity_masking_hides_either_entity_and_nothing_else() -> None:
    masked = {alter("entity_masking", seed=seed).sentence for seed in range(20)}
    assert masked == {
        "[MASK]이 쓰고 비틀즈가 부른 노래",
        "조지 해리슨이 쓰고 [MASK]가 부른 노래",
    }


def test_entity_masking_leaves_nested_entities_alone() -> None:
    assert alter("entity_masking", replace(EXAMPLE, object=Entity(3, 6, "PER"))) is None


def test_token_masking_hides_whole_words_outside_the_entities() -> None:
    masked = {alter("token_masking", seed=seed).sentence for seed in range(40)}
    assert masked == {SENTENCE.replace(word, "[MASK]") for word in ("쓰고", "부른", "노래")}


def test_token_masking_finds_nothing_where_all_words_hold_entities() -> None:
    bare = Example("1", "비틀즈의 해리슨", Entity(0, 3), Entity(5, 8))
    assert alter("token_masking", bare) is None


@pytest.mark.parametrize("name", ["entity_masking", "token_masking"])
def test_masking_without_a_mask_token_says_what_to_leave_out(name: str) -> None:
    with pytest.raises(ConfigError, match="no mask token; leave"):
        alter(name, ground=replace(GROUND, mask_token=None))


def test_aeda_only_adds_marks_and_at_most_a_third_of_the_words() -> None:
    for seed in range(40):
        words = alter("aeda", seed=seed).sentence.split()
        marks = [word for word in words if word in MARKS]
        assert 1 <= len(marks) <= 2
        assert [word for word in words if word not in MARKS] == SENTENCE.split()


def test_rewriting_moves_the_entities_with_their_words() -> None:
    edits = [Edit(8, 10, ""), Edit(0, 0, "비 "), Edit(11, 14, "[MASK]"), Edit(14, 14, "!")]
    found = rewrite(EXAMPLE, edits)
    assert found.sentence == "비 조지 해리슨이  [MASK]!가 부른 노래"
    assert (found.subject_word, found.object_word) == ("조지 해리슨", "[MASK]")
