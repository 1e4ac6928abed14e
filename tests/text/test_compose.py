"""compose: marking by offset, wherever the entities stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relsearch.data.example import Entity, Example
from relsearch.errors import DataError
from relsearch.text.compose import Composed, Span, compose
from relsearch.text.formats import FORMATS

MARKING = [name for name, row in FORMATS.items() if not row.masks]


def mention(composed: Composed, span: Span) -> str:
    return composed.second[span.mention_start : span.mention_end]


def marked(composed: Composed, span: Span) -> str:
    return composed.second[span.marker_start : span.marker_end]


def test_roles_stay_when_the_object_comes_first(make_example) -> None:
    swapped = make_example("비틀즈", "조지 해리슨", types=("ORG", "PER"))
    composed = compose(swapped, input_format="entity_marker")
    assert composed.second == "[E2] 조지 해리슨 [/E2]이 쓰고 [E1] 비틀즈 [/E1]가 부른 노래"
    assert marked(composed, composed.subject) == "[E1] 비틀즈 [/E1]"


def test_a_repeated_word_is_marked_where_the_entity_is(make_example) -> None:
    sentence = "서울은 서울 시장의 서울이다"
    repeated = make_example((4, 6), (7, 9), sentence=sentence)
    composed = compose(repeated, input_format="entity_marker")
    assert composed.second == "서울은 [E1] 서울 [/E1] [E2] 시장 [/E2]의 서울이다"


def test_no_space_is_added_at_either_end_of_the_sentence(make_example) -> None:
    edges = make_example("서울", "수도", sentence="서울은 한국의 수도")
    composed = compose(edges, input_format="typed_entity_marker_punct")
    assert composed.second == "@ * per * 서울 @ 은 한국의 # ^ org ^ 수도 #"


def test_neighbours_without_a_space_are_marked_one_after_the_other(make_example) -> None:
    neighbours = make_example((2, 4), (0, 2), sentence="서울시장은")
    assert compose(neighbours, input_format="entity_marker").second == (
        "[E2] 서울 [/E2][E1] 시장 [/E1]은"
    )
    assert compose(neighbours, input_format="entity_marker_punct").second == (
        "# 서울 # @ 시장 @ 은"
    )


@pytest.mark.parametrize(
    ("subject", "object_", "bracketed", "spaced"),
    [
        ((0, 5), (2, 4), "[E1] 국립[E2] 서울 [/E2]대 [/E1]는", "@ 국립 # 서울 # 대 @ 는"),
        ((2, 4), (0, 5), "[E2] 국립[E1] 서울 [/E1]대 [/E2]는", "# 국립 @ 서울 @ 대 # 는"),
        ((0, 5), (0, 2), "[E1] [E2] 국립 [/E2]서울대 [/E1]는", "@ # 국립 # 서울대 @ 는"),
        ((0, 5), (2, 5), "[E1] 국립[E2] 서울대 [/E2] [/E1]는", "@ 국립 # 서울대 # @ 는"),
        ((0, 5), (0, 5), "[E1] [E2] 국립서울대 [/E2] [/E1]는", "@ # 국립서울대 # @ 는"),
    ],
)
def test_an_entity_inside_the_other_is_marked_inside(
    subject, object_, bracketed: str, spaced: str, make_example
) -> None:
    nested = make_example(subject, object_, sentence="국립서울대는")
    assert compose(nested, input_format="entity_marker").second == bracketed
    assert compose(nested, input_format="entity_marker_punct").second == spaced


@pytest.mark.parametrize(
    ("subject", "object_", "input_format", "message"),
    [
        ((0, 4), (2, 5), "entity_marker", "row-7: the entities '국립서울' and '서울대' overlap"),
        ((0, 5), (2, 4), "entity_mask", "row-7: .* cannot both be masked"),
        ((0, 7), (2, 4), "default", "row-7: 0 <= start < end <= 6 .* subject.*end=7"),
        ((0, 2), (3, 3), "default", "row-7: .* object, but got start=3, end=3"),
    ],
)
def test_what_cannot_be_marked_is_an_error_with_the_row(
    subject, object_, input_format: str, message: str, make_example
) -> None:
    row = make_example(subject, object_, sentence="국립서울대는")
    with pytest.raises(DataError, match=message):
        compose(row, input_format=input_format)


def test_a_mask_is_its_own_mention(example: Example) -> None:
    composed = compose(example, input_format="entity_mask")
    assert mention(composed, composed.subject) == marked(composed, composed.subject)
    assert marked(composed, composed.object) == "[OBJ-ORG]"


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Sentences of Hangul, Latin, markers' own signs and spaces, with disjoint or nested spans."""
    sentence = draw(st.text("가나다 ab@#*^[]{}", min_size=2, max_size=30))
    bounds = st.integers(0, len(sentence))
    edges = st.lists(bounds, min_size=2, max_size=2, unique=True).map(sorted)
    spans = st.tuples(edges, edges).filter(lambda pair: not crossing(*pair))
    subject, object_ = draw(spans)
    return Example("drawn", sentence, Entity(*subject, "PER"), Entity(*object_, "ORG"))


def crossing(first: list[int], second: list[int]) -> bool:
    (_, first_end), (second_start, second_end) = sorted((first, second))
    return second_start < first_end < second_end and first[0] != second[0]


@settings(deadline=None)
@given(example=examples(), input_format=st.sampled_from(MARKING))
def test_spans_slice_back_to_the_mention(example: Example, input_format: str) -> None:
    composed = compose(example, input_format=input_format)
    inner = min(example.object, example.subject, key=lambda entity: entity.end - entity.start)
    pairs = [(example.subject, composed.subject), (example.object, composed.object)]
    for entity, span in pairs:
        if entity is inner or not nested(example):
            assert mention(composed, span) == example.sentence[entity.start : entity.end]


@settings(deadline=None)
@given(example=examples(), input_format=st.sampled_from(MARKING))
def test_removing_the_markers_restores_the_sentence(example: Example, input_format: str) -> None:
    composed = compose(example, input_format=input_format)
    markers = {
        index
        for span in (composed.subject, composed.object)
        for index in [
            *range(span.marker_start, span.mention_start),
            *range(span.mention_end, span.marker_end),
        ]
    }
    rest = "".join(char for index, char in enumerate(composed.second) if index not in markers)
    if FORMATS[input_format].spaced:  # spaces outside the markers were added: compare without any
        assert rest.replace(" ", "") == example.sentence.replace(" ", "")
    else:
        assert rest == example.sentence


def nested(example: Example) -> bool:
    subject, object_ = example.subject, example.object
    return max(subject.start, object_.start) < min(subject.end, object_.end)
