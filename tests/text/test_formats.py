"""FORMATS: the exact text of each input format, and the tokens that it registers."""

import pytest

from relsearch.data.example import Example
from relsearch.errors import ConfigError
from relsearch.text.compose import compose
from relsearch.text.formats import FORMATS, special_tokens

AS_IN_DATA = {
    "default": "조지 해리슨이 쓰고 비틀즈가 부른 노래",
    "entity_mask": "[SUBJ-PER]이 쓰고 [OBJ-ORG]가 부른 노래",
    "entity_marker": "[E1] 조지 해리슨 [/E1]이 쓰고 [E2] 비틀즈 [/E2]가 부른 노래",
    "entity_marker_punct": "@ 조지 해리슨 @ 이 쓰고 # 비틀즈 # 가 부른 노래",
    "typed_entity_marker": (
        "<S:PER> 조지 해리슨 </S:PER> 이 쓰고 <O:ORG> 비틀즈 </O:ORG> 가 부른 노래"
    ),
    "typed_entity_marker_punct": (
        "@ * per * 조지 해리슨 @ 이 쓰고 # ^ org ^ 비틀즈 # 가 부른 노래"
    ),
}
IN_KOREAN = {
    "entity_mask": "[SUBJ-사람]이 쓰고 [OBJ-단체]가 부른 노래",
    "typed_entity_marker": (
        "<S:사람> 조지 해리슨 </S:사람> 이 쓰고 <O:단체> 비틀즈 </O:단체> 가 부른 노래"
    ),
    "typed_entity_marker_punct": (
        "@ * 사람 * 조지 해리슨 @ 이 쓰고 # ^ 단체 ^ 비틀즈 # 가 부른 노래"
    ),
}
BRACKETED = {"entity_mask", "entity_marker", "typed_entity_marker"}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_writes_exactly_its_text(name: str, example: Example) -> None:
    assert compose(example, input_format=name).second == AS_IN_DATA[name]


@pytest.mark.parametrize("name", FORMATS)
def test_korean_types_change_typed_formats_alone(name: str, example: Example) -> None:
    composed = compose(example, input_format=name, type_transform=True)
    assert composed.second == IN_KOREAN.get(name, AS_IN_DATA[name])
    assert FORMATS[name].typed == (name in IN_KOREAN)


@pytest.mark.parametrize("name", FORMATS)
def test_the_summary_of_a_format_is_what_it_makes(name: str, example: Example) -> None:
    assert FORMATS[name].summary == compose(example, input_format=name).second


@pytest.mark.parametrize("name", FORMATS)
def test_only_bracketed_markers_are_special_tokens(name: str) -> None:
    tokens = special_tokens(name, types=["PER", "ORG"])
    assert bool(tokens) == (name in BRACKETED)
    assert all(token[0] + token[-1] in ("[]", "<>") for token in tokens)


def test_special_tokens_name_every_type_of_the_corpus() -> None:
    assert special_tokens("typed_entity_marker", types=["PER", "EVT"], type_transform=True) == [
        *("<S:EVT>", "</S:EVT>", "<O:EVT>", "</O:EVT>"),
        *("<S:사람>", "</S:사람>", "<O:사람>", "</O:사람>"),
    ]


def test_an_unknown_type_is_written_as_it_is(example: Example, make_example) -> None:
    composed = compose(
        make_example(types=("EVT", "ORG")),
        input_format="typed_entity_marker_punct",
        type_transform=True,
    )
    assert composed.second.startswith("@ * evt * 조지 해리슨 @ 이")


@pytest.mark.parametrize(
    "settings",
    [{"input_format": name} for name, row in FORMATS.items() if row.typed]
    + [{"prompt": "semantic"}, {"prompt": {"template": "{object_type|은는}?"}}],
    ids=str,
)
def test_types_that_the_data_lacks_are_refused(settings, make_example) -> None:
    with pytest.raises(ConfigError, match=r"row-7 has no entity types.*default, entity_marker,"):
        compose(make_example(types=(None, None)), **settings)


def test_data_without_types_takes_untyped_formats(make_example) -> None:
    untyped = make_example(types=(None, None))
    composed = compose(untyped, input_format="entity_marker", prompt="s_and_o")
    assert composed.second == AS_IN_DATA["entity_marker"]


def test_a_misspelt_format_is_named_with_its_neighbour(example: Example) -> None:
    with pytest.raises(ConfigError, match="did you mean 'entity_marker'"):
        compose(example, input_format="entity_maker")
