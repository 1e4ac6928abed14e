"""Particles after Hangul, letters, digits, foreign words, brackets and quotes."""

import pytest

from relsearch.data.josa import PAIRS, josa
from relsearch.errors import ConfigError


@pytest.mark.parametrize(("word", "expected"), [("이순신", "과"), ("한강", "과"), ("제주도", "와")])
def test_hangul_goes_by_its_batchim(word: str, expected: str) -> None:
    assert josa(word, "와과") == expected


@pytest.mark.parametrize("pair", ["은는", "는은", "은/는", "는/은"])
def test_order_and_slash_of_a_pair_do_not_matter(pair: str) -> None:
    assert (josa("세종", pair), josa("영조", pair)) == ("은", "는")


def test_euro_follows_a_consonant_but_not_rieul() -> None:
    assert [josa(word, "으로로") for word in ("부산", "서울", "제주", "1", "URL", "Google")] == [
        "으로",
        "로",
        "로",
        "로",
        "로",
        "로",
    ]


def test_rieul_takes_the_consonant_form_of_other_pairs() -> None:
    assert [josa("서울", pair) for pair in ("은는", "이가", "을를", "와과", "이라라")] == [
        "은",
        "이",
        "을",
        "과",
        "이라",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("LG", "가"), ("KBS", "가"), ("SM", "이"), ("CNN", "이"), ("GL", "이"), ("R", "이")],
)
def test_capitals_go_by_letter_names(word: str, expected: str) -> None:
    assert josa(word, "이가") == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("1", "과"),
        ("2", "와"),
        ("10", "과"),
        ("20", "과"),
        ("52,000", "과"),
        ("50000", "과"),
        ("1000000000000", "와"),
        ("0", "과"),
        ("2005", "와"),
        ("유로 96", "과"),
        ("007", "과"),
    ],
)
def test_digits_go_by_the_reading_of_the_last_place_that_is_not_zero(
    word: str, expected: str
) -> None:
    assert josa(word, "와과") == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Kim", "은"),
        ("Google", "은"),
        ("Line", "은"),
        ("Rolling", "은"),
        ("Facebook", "은"),
        ("Rock", "은"),
        ("Twitter", "는"),
        ("Trump", "는"),
        ("Beyoncé", "는"),
        ("Ａｐｐｌｅ", "은"),
    ],
)
def test_foreign_words_go_by_their_last_letters(word: str, expected: str) -> None:
    assert josa(word, "은는") == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("「기생충」", "을"),
        ("'아가씨'", "를"),
        ('"토지"', "를"),
        ("《태백산맥》 ", "을"),
        ("서울(Seoul)", "을"),
        ("BTS(방탄소년단)", "를"),
        ("(서울)", "을"),
        ("R.E.M.", "을"),
    ],
)
def test_closing_brackets_quotes_and_glosses_are_not_read(word: str, expected: str) -> None:
    assert josa(word, "을를") == expected


@pytest.mark.parametrize("word", ["", "50%", "漢字", "…"])
def test_what_cannot_be_read_counts_as_a_vowel(word: str) -> None:
    assert josa(word, "을를") == "를"


def test_decomposed_hangul_reads_like_composed() -> None:
    assert josa("서울", "은는") == "은"


def test_every_pair_has_two_different_forms() -> None:
    assert all(josa("집", a + b) == a and josa("나무", a + b) == b for a, b in PAIRS)


def test_an_unknown_pair_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"unknown josa pair '은/늘'; did you mean '은/는'"):
        josa("서울", "은/늘")
