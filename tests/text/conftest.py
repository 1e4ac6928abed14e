"""An example sentence, and one tiny tokenizer of each kind, made on the spot."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

from relsearch.data.example import Entity, Example
from relsearch.text.encode import TextEncoder
from relsearch.text.formats import special_tokens

TYPES = ("PER", "ORG", "LOC")
SENTENCE = "조지 해리슨이 쓰고 비틀즈가 부른 노래"
TEXT = (
    SENTENCE
    + " 다음 문장에서 관계를 추출하시오. 어떤 무엇입니까? 사람 단체 서울 의는와과은 가나다라마바"
)
CHARACTERS = sorted({*map(chr, range(33, 127)), *TEXT.replace(" ", "")})
PIECES = ("조지", "비틀", "해리", "노래", "관계", "per", "서울")

MakeExample = Callable[..., Example]
MakeEncoder = Callable[..., TextEncoder]


@pytest.fixture(scope="session")
def make_example() -> MakeExample:
    """Make an example of a sentence and the first occurrence of two words, or their spans."""

    def make(
        subject: str | tuple[int, int] = "조지 해리슨",
        object: str | tuple[int, int] = "비틀즈",
        *,
        sentence: str = SENTENCE,
        types: tuple[str | None, str | None] = ("PER", "ORG"),
        **fields: Any,
    ) -> Example:
        spans = [
            (sentence.index(word), sentence.index(word) + len(word))
            if isinstance(word, str)
            else word
            for word in (subject, object)
        ]
        entities = [Entity(*span, kind) for span, kind in zip(spans, types, strict=True)]
        return Example(fields.pop("id", "row-7"), sentence, *entities, **fields)

    return make


@pytest.fixture(scope="session")
def example(make_example: MakeExample) -> Example:
    """조지 해리슨이 쓰고 비틀즈가 부른 노래, a person and a band."""
    return make_example()


@pytest.fixture(scope="session")
def make_encoder() -> MakeEncoder:
    """Make a TextEncoder over a new tokenizer, with the format's special tokens added."""

    def make(kind: str = "wordpiece", **settings: Any) -> TextEncoder:
        tokenizer = BUILDERS[kind]()
        marks = {key: settings[key] for key in ("type_transform",) if key in settings}
        tokens = special_tokens(settings.get("input_format", "default"), types=TYPES, **marks)
        tokenizer.add_special_tokens({"additional_special_tokens": tokens})
        return TextEncoder(tokenizer, **settings)

    return make


@pytest.fixture(scope="session", params=["wordpiece", "unigram", "bytes"])
def kind(request: pytest.FixtureRequest) -> str:
    """The three kinds of fast tokenizer."""
    return str(request.param)


@pytest.fixture(scope="session")
def build_tokenizer() -> Callable[[str], PreTrainedTokenizerFast]:
    """Build a new tokenizer of a kind."""
    return lambda kind: BUILDERS[kind]()


def wordpiece() -> PreTrainedTokenizerFast:
    """BERT-like: ``##`` inside words, spaces dropped, two token types."""
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    pieces = [*special, *CHARACTERS, *(f"##{piece}" for piece in CHARACTERS), *PIECES]
    vocab = {piece: index for index, piece in enumerate(pieces)}
    backend = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        cls_token="[CLS]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        unk_token="[UNK]",
        model_max_length=512,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def unigram() -> PreTrainedTokenizerFast:
    """XLM-R-like: a piece brings the space before it, one token type."""
    special = ("<s>", "<pad>", "</s>", "<unk>")
    pieces = [*CHARACTERS, *PIECES, *(f"▁{piece}" for piece in ("조지", "비틀", "노래", "@"))]
    vocab = [(piece, 0.0) for piece in special] + [("▁", -3.0)]
    vocab += [(piece, -4.0) for piece in dict.fromkeys(pieces)]
    backend = Tokenizer(models.Unigram(vocab, unk_id=3))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    backend.post_processor = _roberta("<s>", 0, "</s>", 2)
    return _roberta_like(backend, special)


def byte_level() -> PreTrainedTokenizerFast:
    """GPT-2-like bytes, several tokens a syllable, in RoBERTa's frame."""
    special = ("<s>", "<pad>", "</s>", "<unk>")
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=list(special), initial_alphabet=alphabet, show_progress=False
    )
    backend.train_from_iterator([TEXT], trainer)
    backend.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return _roberta_like(backend, special)


BUILDERS = {"wordpiece": wordpiece, "unigram": unigram, "bytes": byte_level}


def _roberta(start: str, start_id: int, end: str, end_id: int) -> processors.TemplateProcessing:
    return processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B {end}",
        special_tokens=[(start, start_id), (end, end_id)],
    )


def _roberta_like(backend: Tokenizer, special: Iterable[str]) -> PreTrainedTokenizerFast:
    start, pad, end, unknown = special
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        cls_token=start,
        pad_token=pad,
        sep_token=end,
        unk_token=unknown,
        model_max_length=512,
        model_input_names=["input_ids", "attention_mask"],
    )
