"""Korean particles (josa) that fit the sound of the word before them.

A template's ``{object|와과}`` slot and the sample's sentences choose their particle here.
"""

import re
import unicodedata
from typing import Literal

from relsearch.errors import ConfigError, did_you_mean

Final = Literal["vowel", "rieul", "consonant"]

# (after a consonant, after a vowel)
PAIRS: tuple[tuple[str, str], ...] = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("아", "야"),
    ("으로", "로"),
    ("이나", "나"),
    ("이라", "라"),
    ("이란", "란"),
    ("이며", "며"),
    ("이자", "자"),
    ("이다", "다"),
    ("이었", "였"),
    ("이랑", "랑"),
)

# 은는, 는은, 은/는 and 는/은 all name one pair.
SPELLINGS: dict[str, tuple[str, str]] = {
    first + slash + second: pair
    for pair in PAIRS
    for first, second in (pair, pair[::-1])
    for slash in ("", "/")
}

CLOSING = " \t\n\"'`)]}>”’»›」』》〉】〕）］｝.,!?…"
TRAILING_GLOSS = re.compile(r"(?<=[^\s(\[（])\s*[(\[（][^()\[\]（）]*[)\]）]$")
NUMBER = re.compile(r"\d[\d,]*$")
LATIN = re.compile(r"[A-Za-z]+$")

FIRST_FINAL, SYLLABLES_PER_FINAL, RIEUL = 0xAC00, 28, 8

DIGITS: dict[str, Final] = {
    **dict.fromkeys("2459", "vowel"),  # 이 사 오 구
    **dict.fromkeys("178", "rieul"),  # 일 칠 팔
    **dict.fromkeys("036", "consonant"),  # 영 삼 육
}
LETTERS: dict[str, Final] = {"L": "rieul", "R": "rieul", "M": "consonant", "N": "consonant"}

# How a foreign word is usually spelt in Hangul, by its last letters: Google 구글, Kim 킴,
# Line 라인, King 킹, Rock 록, Scott 스콧; others end open: Twitter 트위터, Trump 트럼프.
RIEUL_ENDING = re.compile(r"le?$")
CONSONANT_ENDING = re.compile(r"([mn]e?|ng|ck|pp|tt|[aeiouy][bckpt])$")


def josa(word: str, pair: str) -> str:
    """Return the particle of ``pair`` that follows ``word``; ConfigError for a pair not in PAIRS.

    The order within ``pair`` is free, a slash optional: "은는", "는은" and "은/는" are the same.

    >>> josa("서울", "와과"), josa("제주도", "와과"), josa("LG", "은/는"), josa("서울", "으로로")
    ('과', '와', '는', '로')
    """
    if pair not in SPELLINGS:
        raise ConfigError(f"unknown josa pair {pair!r}{did_you_mean(pair, SPELLINGS)}")
    after_consonant, after_vowel = SPELLINGS[pair]
    final = final_sound(word)
    if final == "rieul" and after_vowel == "로":  # 서울로, 1로
        return after_vowel
    return after_vowel if final == "vowel" else after_consonant


def final_sound(word: str) -> Final:
    """Say how ``word`` ends when read aloud.

    Quotes, closing brackets and a bracketed gloss are not read: ``서울(Seoul)`` ends as ``서울``.
    Hangul ends by its batchim, digits by the Sino-Korean reading of the last place that is not
    zero (20 이십, 50000 오만), capitals by the last letter's name (LG 엘지, SM 에스엠), other Latin
    words by their last letters. Whatever else there is (%, 漢字) counts as a vowel.
    """
    word = unbracketed(unicodedata.normalize("NFC", word))
    if number := NUMBER.search(word):
        return number_sound(number[0].replace(",", ""))
    if latin := LATIN.search(without_accents(word)):
        return latin_sound(latin[0])
    return hangul_sound(word[-1:])


def unbracketed(word: str) -> str:
    """Return ``word`` without a trailing gloss, closing brackets and quotes.

    >>> unbracketed("「기생충」"), unbracketed("서울(Seoul)")
    ('「기생충', '서울')
    """
    return TRAILING_GLOSS.sub("", word.rstrip()).rstrip(CLOSING)


def number_sound(digits: str) -> Final:
    """Say how the Sino-Korean reading of ``digits`` ends.

    >>> number_sound("2"), number_sound("20"), number_sound("3000000000000")
    ('vowel', 'consonant', 'vowel')
    """
    significant = digits.rstrip("0")
    zeros = len(digits) - len(significant)
    if not significant or zeros == 0:
        return DIGITS[digits[-1]]
    return "vowel" if zeros // 4 == 3 else "consonant"  # 조 is open; 십 백 천 만 억 경 are not


def latin_sound(letters: str) -> Final:
    """Say how Latin ``letters`` end: capitals letter by letter, other words by their ending."""
    if letters.isupper():
        return LETTERS.get(letters[-1], "vowel")
    lower = letters.lower()
    if RIEUL_ENDING.search(lower):
        return "rieul"
    return "consonant" if CONSONANT_ENDING.search(lower) else "vowel"


def hangul_sound(syllable: str) -> Final:
    """Say whether a Hangul syllable has a batchim; anything that is not Hangul has none."""
    if not "가" <= syllable <= "힣":
        return "vowel"
    final = (ord(syllable) - FIRST_FINAL) % SYLLABLES_PER_FINAL
    return "vowel" if final == 0 else "rieul" if final == RIEUL else "consonant"


def without_accents(word: str) -> str:
    """Return ``word`` with é as e and full-width letters as plain ones; Hangul stays composed."""
    decomposed = unicodedata.normalize("NFKD", word)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", plain)
