"""TextEncoder: ids as the tokenizer makes them, entities where they are, windows that hold both."""

import pickle
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relsearch.data.example import Entity, Example
from relsearch.errors import ConfigError, DataError, EncoderError
from relsearch.text.encode import Encoded, TextEncoder
from relsearch.text.formats import FORMATS, special_tokens
from relsearch.text.prompts import PROMPTS

LONG = "가 나 " * 40 + "조지 해리슨이 쓰고 " + "다 라 " * 10 + "비틀즈가 부른 노래 " + "마 바 " * 40
MARKERS = {
    "entity_mask": (["[SUBJ-PER]"], ["[OBJ-ORG]"]),
    "entity_marker": (["[E1]", "[/E1]"], ["[E2]", "[/E2]"]),
    "typed_entity_marker": (["<S:PER>", "</S:PER>"], ["<O:ORG>", "</O:ORG>"]),
    "entity_marker_punct": (["@", "@"], ["#", "#"]),
    "typed_entity_marker_punct": (["@", "@"], ["#", "#"]),
}


def decode(encoder: TextEncoder, row: Encoded, start: int, end: int) -> str:
    """The text of some tokens without spaces, nor the bytes of a syllable they share with josa."""
    tokens = encoder.tokens(row["input_ids"][start:end])
    if encoder.backend.decoder is not None:
        ids = row["input_ids"][start:end]
        return (
            encoder.backend.decode(ids, skip_special_tokens=False).replace(" ", "").strip("\ufffd")
        )
    return "".join(token.removeprefix("##").replace("▁", "") for token in tokens)


@pytest.mark.parametrize(("input_format", "prompt"), list(product(FORMATS, PROMPTS)))
def test_positions_are_the_mentions_under_every_format_and_prompt(
    kind: str, input_format: str, prompt: str, make_encoder, make_example
) -> None:
    encoder = make_encoder(kind, input_format=input_format, prompt=prompt, max_length=400)
    swapped = make_example("비틀즈", "조지 해리슨", types=("ORG", "PER"))
    row, other = encoder.encode([make_example(), swapped])
    for encoded, words in ((row, ("조지해리슨", "비틀즈")), (other, ("비틀즈", "조지해리슨"))):
        for (outer, start, end, last), word in zip(encoded["positions"], words, strict=True):
            assert outer <= start < end <= last
            if not FORMATS[input_format].masks:
                assert decode(encoder, encoded, start, end) == word


@pytest.mark.parametrize("input_format", MARKERS)
def test_positions_begin_and_end_with_the_markers(
    kind: str, input_format: str, make_encoder, example: Example
) -> None:
    encoder = make_encoder(kind, input_format=input_format, prompt="s_and_o")
    (row,) = encoder.encode([example])
    for (start, _, _, end), marks in zip(row["positions"], MARKERS[input_format], strict=True):
        tokens = encoder.tokens(row["input_ids"][start:end])
        assert [tokens[0].lstrip("▁Ġ"), tokens[-1].lstrip("▁Ġ")] == [marks[0], marks[-1]]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_uncut_ids_are_the_tokenizers_own(
    kind: str, prompt: str, make_encoder, build_tokenizer, example: Example
) -> None:
    encoder, tokenizer = make_encoder(kind, prompt=prompt, max_length=400), build_tokenizer(kind)
    (row,), texts = encoder.encode([example]), encoder.compose(example)
    pair = [text for text in (texts.first, texts.second) if text is not None]
    expected = tokenizer(*pair)
    assert row["input_ids"] == expected["input_ids"]
    assert row.get("token_type_ids") == expected.get("token_type_ids")
    assert row["attention_mask"] == expected["attention_mask"]


def test_token_types_only_where_the_tokenizer_has_them(
    kind: str, make_encoder, example: Example
) -> None:
    (row,) = make_encoder(kind, prompt="s_and_o").encode([example])
    assert ("token_type_ids" in row) == (kind == "wordpiece")


@pytest.mark.parametrize("input_format", ["entity_marker_punct", "typed_entity_marker_punct"])
def test_punctuation_is_spelt_with_the_vocabulary(
    kind: str, input_format: str, make_encoder, build_tokenizer, example: Example
) -> None:
    encoder = make_encoder(kind, input_format=input_format)
    assert encoder.backend.get_vocab_size() == len(build_tokenizer(kind))
    assert build_tokenizer(kind).unk_token_id not in encoder.encode([example])[0]["input_ids"]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_long_sentence_keeps_both_entities_with_their_markers(
    kind: str, prompt: str, make_encoder, make_example
) -> None:
    long, max_length = make_example(sentence=LONG), 256 if kind == "bytes" else 160
    encoder = make_encoder(kind, input_format="entity_marker", prompt=prompt, max_length=max_length)
    (row,), (length,) = encoder.encode([long]), encoder.lengths([long])
    assert len(row["input_ids"]) == max_length < length
    marked = [decode(encoder, row, first, last) for first, _, _, last in row["positions"]]
    assert marked == ["[E1]조지해리슨[/E1]", "[E2]비틀즈[/E2]"]


def test_the_prompt_around_the_sentence_is_never_cut(kind: str, make_encoder, make_example) -> None:
    encoder = make_encoder(kind, prompt="problem", max_length=256 if kind == "bytes" else 160)
    (row,) = encoder.encode([make_example(sentence=LONG)])
    text = decode(encoder, row, 1, len(row["input_ids"]) - 1)
    assert text.startswith("다음문장에서조지해리슨과비틀즈의관계를추출하시오." + encoder.sep)
    assert text.endswith("조지해리슨과비틀즈는어떤관계입니까?")


def test_entities_that_do_not_fit_are_an_error_not_the_first_token(
    kind: str, make_encoder, make_example
) -> None:
    encoder = make_encoder(kind, input_format="entity_marker", max_length=24)
    with pytest.raises(DataError, match=r"row-7: .* take \d+ tokens, but max_length=24; raise"):
        encoder.encode([make_example(sentence=LONG)])


def test_a_mention_that_the_tokenizer_drops_is_an_error(make_encoder, make_example) -> None:
    invisible = make_example((0, 1), "노래", sentence="\u200b 노래")
    with pytest.raises(DataError, match="row-7: the tokenizer leaves no token"):
        make_encoder("wordpiece").encode([invisible])


def test_a_bare_word_start_is_not_the_mention(make_encoder, make_example) -> None:
    encoder = make_encoder("unigram")
    (row,) = encoder.encode([make_example("해리슨", "노래", sentence="해리슨의 노래")])
    _, start, end, _ = row["positions"][0]
    assert encoder.tokens(row["input_ids"])[start - 1 : end] == ["▁", "해리", "슨"]


@pytest.mark.parametrize("input_format", FORMATS)
def test_no_ordinary_word_becomes_a_special_token(input_format: str, example: Example) -> None:
    tokens = special_tokens(input_format, types=["PER", "ORG"], type_transform=True)
    assert not {"per", "org", "PER", "ORG", "사람", "단체", "@", "#", "*", "^"} & set(tokens)


def test_the_encoder_leaves_the_tokenizer_alone(build_tokenizer, example: Example) -> None:
    tokenizer = build_tokenizer("wordpiece")
    tokenizer(["가"], truncation=True, max_length=4, padding="max_length")
    (row,) = TextEncoder(tokenizer).encode([example])
    assert len(row["input_ids"]) > 4
    assert tokenizer.backend_tokenizer.truncation["max_length"] == 4


def test_an_encoder_travels_to_another_process(make_encoder, example: Example) -> None:
    encoder = make_encoder(prompt="s_and_o", input_format="entity_marker")
    copy = pickle.loads(pickle.dumps(encoder))
    assert copy.encode([example]) == encoder.encode([example])
    assert copy.fingerprint == encoder.fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "quiz"},
        {"prompt": {"template": "{subject}"}},
        {"input_format": "entity_marker_punct"},
        {"type_transform": True},
        {"max_length": 64},
    ],
    ids=str,
)
def test_every_setting_changes_the_fingerprint(changes: dict[str, Any], make_encoder) -> None:
    assert make_encoder().fingerprint == make_encoder().fingerprint
    assert make_encoder(**changes).fingerprint != make_encoder().fingerprint


def test_another_tokenizer_changes_the_fingerprint(make_encoder) -> None:
    assert make_encoder("unigram").fingerprint != make_encoder("bytes").fingerprint


def test_a_slow_tokenizer_is_refused(build_tokenizer) -> None:
    class Slow:
        is_fast, name_or_path = False, "slow/encoder"

    with pytest.raises(EncoderError, match="slow/encoder has no fast tokenizer"):
        TextEncoder(Slow())  # type: ignore[arg-type]


def test_max_length_beyond_the_encoders_is_refused(make_encoder) -> None:
    with pytest.raises(ConfigError, match=r"max_length <= 512 must hold .* max_length=513"):
        make_encoder(max_length=513)


def test_a_separator_that_the_tokenizer_lacks_is_refused(build_tokenizer) -> None:
    tokenizer = build_tokenizer("bytes")
    tokenizer.sep_token = None
    with pytest.raises(ConfigError, match="no separator token; choose another prompt"):
        TextEncoder(tokenizer, prompt="s_sep_o")


@st.composite
def long_examples(draw: st.DrawFn) -> Example:
    """Sentences of up to 120 words with two different words as entities."""
    words = draw(st.lists(st.sampled_from(["조지", "비틀즈", "a1", "노래는"]), min_size=2))
    words = words * draw(st.integers(1, 8))
    places = st.integers(0, len(words) - 1)
    chosen = draw(st.lists(places, min_size=2, max_size=2, unique=True))
    starts = [sum(len(word) + 1 for word in words[:index]) for index in chosen]
    entities = [
        Entity(start, start + len(words[index]), "PER")
        for start, index in zip(starts, chosen, strict=True)
    ]
    return Example("drawn", " ".join(words), *entities)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    example=long_examples(),
    input_format=st.sampled_from([name for name, row in FORMATS.items() if not row.masks]),
    prompt=st.sampled_from(list(PROMPTS)),
    max_length=st.integers(60, 200),
)
def test_a_window_holds_both_entities_or_says_that_it_cannot(
    example: Example, input_format: str, prompt: str, max_length: int, kind: str, make_encoder
) -> None:
    encoder = make_encoder(kind, input_format=input_format, prompt=prompt, max_length=max_length)
    try:
        (row,) = encoder.encode([example])
    except DataError:
        return
    assert len(row["input_ids"]) == min(max_length, encoder.lengths([example])[0])
    words = (example.subject_word, example.object_word)
    for (_, start, end, last), word in zip(row["positions"], words, strict=True):
        assert last <= len(row["input_ids"])
        assert decode(encoder, row, start, end) == word
