"""Real KLUE-RE rows under two real vocabularies."""

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import pytest
from transformers import BertTokenizer, PreTrainedTokenizerFast

from relsearch.data.example import Example
from relsearch.data.reading import read_examples
from relsearch.text.compose import compose
from relsearch.text.encode import TextEncoder
from relsearch.text.fit import check_fit
from relsearch.text.formats import special_tokens
from relsearch.text.show import show

LONGEST = 22936


@pytest.fixture(scope="module")
def train(shared: Path) -> Sequence[Example]:
    return read_examples(shared / "klue-re" / "train.json", reader="klue-json").examples


@pytest.fixture(scope="module", params=["e5-small-ko", "vocab-koelectra"])
def tokenizer(request: pytest.FixtureRequest, shared: Path) -> PreTrainedTokenizerFast:
    if request.param == "e5-small-ko":
        return PreTrainedTokenizerFast.from_pretrained(shared / request.param)
    return BertTokenizer(str(shared / request.param / "vocab.txt"), do_lower_case=False)


def words(shown) -> list[str]:
    tokens = (shown.subject_tokens, shown.object_tokens)
    return ["".join(pieces).replace("##", "").replace("▁", "") for pieces in tokens]


@pytest.mark.parametrize("max_length", [180, 128])
@pytest.mark.parametrize("prompt", ["s_and_o", "problem"])
def test_the_longest_sentence_keeps_both_entities(
    max_length: int, prompt: str, tokenizer, train
) -> None:
    encoder = TextEncoder(
        tokenizer,
        input_format="typed_entity_marker_punct",
        prompt=prompt,
        max_length=max_length,
    )
    shown = show(train[LONGEST], encoder)
    assert len(shown.tokens) == max_length
    assert shown.cut > 0
    assert words(shown) == ["비틀즈", "TheBeatles"]


def test_the_object_first_and_a_word_repeated(train) -> None:
    assert compose(train[174], input_format="entity_marker", prompt="s_and_o").second == (
        "1988년 제13대 총선에서 [E2] 김영삼 [/E2]의 [E1] 통일민주당 [/E1] 소속으로 당선되어"
        " 통일민주당의 부총재를 맡았다."
    )


def test_every_mention_is_found_among_the_tokens(tokenizer, train) -> None:
    rows, known = train[:300], set(tokenizer.get_vocab())
    encoder = TextEncoder(tokenizer, prompt="s_and_o", max_length=256)
    for row in rows:
        shown = show(row, encoder)
        for found, word in zip(words(shown), (row.subject_word, row.object_word), strict=True):
            if "[UNK]" not in found and set(word) <= known:
                assert word.replace(" ", "") in found


def test_rows_that_cannot_fit_are_found(tokenizer, train) -> None:
    encoder = TextEncoder(tokenizer, prompt="problem", max_length=128)
    rows = [*train[1200:1300], train[LONGEST], train[18949]]
    unfit = check_fit(rows, encoder)
    assert train[18949] in unfit
    assert train[LONGEST] not in unfit


def test_markers_of_types_are_one_token_each(tokenizer, train) -> None:
    marking = deepcopy(tokenizer)
    tokens = special_tokens("typed_entity_marker", types=["PER", "ORG"])
    marking.add_special_tokens({"additional_special_tokens": tokens})
    encoder = TextEncoder(marking, input_format="typed_entity_marker")
    shown = show(train[0], encoder)
    assert shown.tokens[shown.subject.marker_start] == "<S:ORG>"
    assert shown.subject.mention_start == shown.subject.marker_start + 1
