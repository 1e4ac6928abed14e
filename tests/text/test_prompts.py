"""PROMPTS: the exact text of each prompt, its particles, and templates of the user's own."""

import pytest

from relsearch.data.example import Example
from relsearch.errors import ConfigError
from relsearch.text.compose import compose
from relsearch.text.prompts import PROMPTS, fill, find_prompt, parse_template

QUIZ = "다음 문장에서 조지 해리슨과 비틀즈의 관계를 추출하시오."
BEFORE = {
    "default": None,
    "s_sep_o": "조지 해리슨[SEP]비틀즈",
    "s_and_o": "조지 해리슨과 비틀즈의 관계",
    "quiz": QUIZ,
    "problem": QUIZ,
    "question": "조지 해리슨과 비틀즈의 관계는 무엇입니까?",
    "semantic": "조지 해리슨과 비틀즈의 관계는 PER과 ORG의 관계이다.",
    "statement": "이 문장에서 [비틀즈]는 [조지 해리슨]의 [ORG]이다.",
}


@pytest.mark.parametrize("name", PROMPTS)
def test_each_prompt_writes_exactly_its_text(name: str, example: Example) -> None:
    assert compose(example, prompt=name).first == BEFORE[name]


@pytest.mark.parametrize("name", PROMPTS)
def test_only_problem_adds_to_the_sentence(name: str, example: Example) -> None:
    question = " 조지 해리슨과 비틀즈는 어떤 관계입니까?" if name == "problem" else ""
    composed = compose(example, prompt=name)
    assert composed.second == example.sentence + question
    assert composed.second[: composed.sentence_end] == example.sentence


@pytest.mark.parametrize("name", [name for name in PROMPTS if BEFORE[name]])
def test_the_summary_of_a_prompt_is_what_it_makes(name: str) -> None:
    assert name == "problem" or PROMPTS[name].summary == BEFORE[name]


def test_korean_types_in_a_prompt(example: Example) -> None:
    first = compose(example, prompt="semantic", type_transform=True).first
    assert first == "조지 해리슨과 비틀즈의 관계는 사람과 단체의 관계이다."


def test_the_separator_is_the_tokenizers(example: Example) -> None:
    assert compose(example, prompt="s_sep_o", sep="</s>").first == "조지 해리슨</s>비틀즈"


@pytest.mark.parametrize(
    ("subject", "object_", "expected"),
    [
        ("서울", "부산", "서울과 부산은"),
        ("제주도", "강릉시", "제주도와 강릉시는"),
        ("LG", "IBM", "LG와 IBM은"),
        ("「기생충」", "2020", "「기생충」과 2020은"),
    ],
)
def test_particles_fit_the_word_before_them(subject: str, object_: str, expected: str) -> None:
    words = {"subject": subject, "object": object_}
    assert fill("{subject|와과} {object|은는}", words) == expected


def test_a_particle_after_a_bracket_fits_the_word_inside() -> None:
    assert fill("이 [{object}]{|은는}", {"object": "서울"}) == "이 [서울]은"
    assert fill("이 [{object}]{|은는}", {"object": "제주"}) == "이 [제주]는"


def test_braces_in_a_word_are_not_slots() -> None:
    assert fill("{subject}의 {object}", {"subject": "{object}", "object": "왕"}) == "{object}의 왕"


def test_a_template_of_the_users_own(example: Example) -> None:
    prompt = {"template": "{object|이가} {subject|을를} 안다"}
    assert compose(example, prompt=prompt).first == "비틀즈가 조지 해리슨을 안다"


def test_all_mistakes_of_a_template_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_template("{subjct|은는} {object|은} {object_type} }")
    assert len(caught.value.problems) == 3
    assert "{subjct|은는}; did you mean 'subject'?" in str(caught.value)
    assert "unknown josa in {object|은}" in str(caught.value)
    assert "a brace { or } stands alone" in str(caught.value)


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ("s_and_0", "did you mean 's_and_o'"),
        ({"template": " "}, "prompt: default"),
        ({"text": "{subject}"}, "keys 'text'"),
        ({"template": "{}"}, r"unknown slot {}"),
        ({"template": 5}, "a text in quotes, but got 5"),
        ({"template": ["{subject}"]}, "a text in quotes"),
        ({"template": None}, "a text in quotes"),
    ],
)
def test_a_prompt_that_is_none_is_refused(prompt, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        find_prompt(prompt)
