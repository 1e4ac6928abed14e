"""check_fit: rows that cannot be encoded, found without tokenizing them all."""

import pytest

from relsearch.errors import DataError
from relsearch.text.fit import check_fit, fitting


def test_rows_that_fit_are_silent(kind: str, make_encoder, example) -> None:
    assert check_fit([example] * 3, make_encoder(kind, prompt="problem", max_length=300)) == {}


def test_a_row_that_does_not_fit_is_named(kind: str, make_encoder, make_example) -> None:
    sentence = "조지 해리슨이 " + "가 나 " * 60 + "비틀즈를"
    far, near = make_example(sentence=sentence, id="far"), make_example(id="near")
    found = check_fit([near, far], make_encoder(kind, max_length=100))
    assert list(found) == [far]
    assert found[far].startswith("row far: ")


def test_rows_that_fit_are_sifted_from_those_that_do_not(make_encoder, make_example) -> None:
    far, near = make_example(sentence="조지 해리슨이 " + "가 " * 60 + "비틀즈를"), make_example()
    assert fitting([far, near, far], make_encoder(max_length=40)) == [near]


def test_the_message_is_the_encoders_own(make_encoder, make_example) -> None:
    far = make_example(sentence="조지 해리슨이 " + "가 " * 60 + "비틀즈를")
    encoder = make_encoder(max_length=40)
    with pytest.raises(DataError) as caught:
        encoder.encode([far])
    assert check_fit([far], encoder) == {far: str(caught.value)}


def test_only_rows_that_might_not_fit_are_tokenized(make_encoder, example, monkeypatch) -> None:
    encoder, encoded = make_encoder(max_length=180), []
    monkeypatch.setattr(encoder, "encode", encoded.extend)
    check_fit([example], encoder)
    assert encoded == []


def test_syllables_count_as_the_bytes_they_fall_into(make_encoder, make_example) -> None:
    gap = "가나다라마바사아" * 2  # 16 characters, up to 48 tokens
    row = make_example(sentence=f"조지 해리슨{gap}비틀즈")
    assert len(check_fit([row], make_encoder("bytes", max_length=40))) == 1
