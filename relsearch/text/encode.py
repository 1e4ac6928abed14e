"""TextEncoder: examples as token ids, with the tokens of each entity and its markers."""

import os
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, NotRequired, TypedDict

from tokenizers import Encoding, Tokenizer

from relsearch.components import look_up
from relsearch.data.example import Example
from relsearch.errors import ConfigError, DataError, EncoderError
from relsearch.text.compose import Composed, Span, compose
from relsearch.text.formats import FORMATS
from relsearch.text.frame import find_frame
from relsearch.text.prompts import find_prompt
from relsearch.text.types import KOREAN_TYPES
from relsearch.text.window import locate, window

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

VERSION = 1  # raise it when the same settings give other ids or positions: old caches are void
WORD_START = "▁"  # Metaspace's mark of a word's beginning; alone, it holds nothing of the word


class Encoded(TypedDict):
    """One example for the model; ``token_type_ids`` only where the tokenizer has them.

    ``positions`` are the tokens of subject and object, each marker_start, mention_start,
    mention_end, marker_end (ends exclusive).
    """

    input_ids: list[int]
    attention_mask: list[int]
    positions: list[list[int]]  # (2, 4)
    token_type_ids: NotRequired[list[int]]


class TextEncoder:
    """Turns examples into token ids under one input format, prompt and ``max_length``."""

    def __init__(
        self,
        tokenizer: "PreTrainedTokenizerBase",
        *,
        input_format: str = "default",
        prompt: str | Mapping[str, str] = "default",
        type_transform: bool = False,
        max_length: int = 180,
    ) -> None:
        """Take a fast ``tokenizer`` that knows the format's special tokens.

        EncoderError for a slow tokenizer; ConfigError for a ``max_length`` beyond the encoder's,
        and for a prompt with ``{sep}`` where the tokenizer has no separator.
        """
        self.input_format, self.prompt = input_format, prompt
        self.type_transform, self.max_length = type_transform, max_length
        self.format = look_up(FORMATS, input_format, kind="input_format")
        self.wording = find_prompt(prompt)
        _check_tokenizer(tokenizer, max_length=max_length, separated="sep" in self.wording.slots)
        self.sep = str(tokenizer.sep_token or "")
        self.has_token_types = "token_type_ids" in tokenizer.model_input_names
        self.unknown_id = tokenizer.unk_token_id
        self.backend = _bare_copy(tokenizer)
        self.frame = find_frame(self.backend, pair=self.wording.before is not None)
        self.word_start = self.backend.token_to_id(WORD_START)

    def compose(self, example: Example) -> Composed:
        """Return the example's texts, not yet tokenized or cut."""
        return compose(
            example,
            input_format=self.input_format,
            prompt=self.prompt,
            type_transform=self.type_transform,
            sep=self.sep,
        )

    def encode(self, examples: Sequence[Example]) -> list[Encoded]:
        """Return the examples as token ids, cut to ``max_length`` around both entities.

        DataError with the row's id when the entities and the prompt do not fit together.
        """
        composed = [self.compose(example) for example in examples]
        return [
            self._assemble(example, texts, first, second)
            for example, texts, (first, second) in zip(
                examples, composed, self.tokenize(composed), strict=True
            )
        ]

    def lengths(self, examples: Sequence[Example]) -> list[int]:
        """Return how many tokens each example has before it is cut, special tokens included."""
        pairs = self.tokenize([self.compose(example) for example in examples])
        return [len(self.frame) + len(first) + len(second.ids) for first, second in pairs]

    def tokens(self, input_ids: Iterable[int]) -> list[str]:
        """Return the pieces of the vocabulary that the ids stand for."""
        return [self.backend.id_to_token(token_id) or "" for token_id in input_ids]

    @property
    def fingerprint(self) -> str:
        """A digest of everything that decides the ids and positions of an example."""
        settings = (self.format, self.wording, self.type_transform, self.max_length)
        parts = (VERSION, settings, self.sep, self.has_token_types, sorted(KOREAN_TYPES.items()))
        return sha256((repr(parts) + self.backend.to_str()).encode()).hexdigest()[:16]

    def tokenize(self, composed: Sequence[Composed]) -> list[tuple[list[int], Encoding]]:
        """Return the first text's ids and the second text's encoding, no special tokens around."""
        seconds = self.backend.encode_batch(
            [texts.second for texts in composed], add_special_tokens=False
        )
        if self.wording.before is None:
            return [([], second) for second in seconds]
        firsts = self.backend.encode_batch_fast(  # fast: no offsets
            [texts.first or "" for texts in composed], add_special_tokens=False
        )
        return [(first.ids, second) for first, second in zip(firsts, seconds, strict=True)]

    def _assemble(
        self, example: Example, texts: Composed, first: list[int], second: Encoding
    ) -> Encoded:
        """Cut the sentence, put the special tokens around it, and count the entities' tokens."""
        ids = second.ids
        spans, tail = self.locate(example, texts, second)
        start, end = self._cut(example, spans, tail, others=len(first) + len(ids) - tail)
        leading = [*self.frame.before, *first, *self.frame.between]
        trailing = [*ids[start:end], *ids[tail:], *self.frame.after]
        moved = len(leading) - start
        row = Encoded(
            input_ids=leading + trailing,
            attention_mask=[1] * (len(leading) + len(trailing)),
            positions=[[index + moved for index in span] for span in spans],
        )
        if self.has_token_types:
            row["token_type_ids"] = [0] * len(leading) + [self.frame.second_type] * len(trailing)
        return row

    def locate(self, example: Example, texts: Composed, second: Encoding) -> tuple[list[Span], int]:
        """Return the tokens of subject and object, and the token at which the sentence ends.

        DataError when the tokenizer leaves none of a mention.
        """
        offsets = self._offsets(second)
        spans = [_located(example, span, offsets) for span in (texts.subject, texts.object)]
        return spans, bisect_right(offsets, texts.sentence_end, key=itemgetter(1))

    def _offsets(self, second: Encoding) -> list[tuple[int, int]]:
        """Return each token's characters; a word-start mark alone covers none."""
        if self.word_start is None:
            return second.offsets
        return [
            (start, start) if token_id == self.word_start else (start, end)
            for token_id, (start, end) in zip(second.ids, second.offsets, strict=True)
        ]

    def _cut(
        self, example: Example, spans: Sequence[Span], length: int, *, others: int
    ) -> tuple[int, int]:
        """Return the bounds of the sentence's ``length`` tokens that stay beside ``others``."""
        keep = min(span.marker_start for span in spans), max(span.marker_end for span in spans)
        others += len(self.frame)
        bounds = window(length, keep=keep, room=self.max_length - others)
        if bounds is None:
            raise DataError(
                f"row {example.id}: the entities, what lies between them and the prompt take"
                f" {keep[1] - keep[0] + others} tokens, but max_length={self.max_length};"
                " raise max_length, choose a shorter prompt or input_format, or drop the row"
            )
        return bounds


def _located(example: Example, span: Span, offsets: Sequence[tuple[int, int]]) -> Span:
    """Return an entity's tokens; DataError when the tokenizer leaves none of its mention."""
    located = locate(span, offsets)
    if located is None:
        raise DataError(
            f"row {example.id}: the tokenizer leaves no token of the subject"
            f" {example.subject_word!r} or the object {example.object_word!r};"
            " correct or drop the row"
        )
    return located


def _check_tokenizer(
    tokenizer: "PreTrainedTokenizerBase", *, max_length: int, separated: bool
) -> None:
    """Refuse a tokenizer that cannot do what the settings ask for."""
    if not tokenizer.is_fast:
        raise EncoderError(
            f"{tokenizer.name_or_path} has no fast tokenizer, and only fast ones tell which"
            " characters a token covers; choose an encoder with a tokenizer.json"
        )
    if max_length > tokenizer.model_max_length:
        raise ConfigError(
            f"max_length <= {tokenizer.model_max_length} must hold for {tokenizer.name_or_path},"
            f" but got max_length={max_length}"
        )
    if separated and not tokenizer.sep_token:
        raise ConfigError(
            f"the prompt writes {{sep}}, but {tokenizer.name_or_path} has no separator token;"
            " choose another prompt"
        )


def _bare_copy(tokenizer: "PreTrainedTokenizerBase") -> Tokenizer:
    """Return the tokenizer's Rust part without truncation and padding, the original untouched."""
    # Trials share a node, and workers fork: threads of ours would crowd the one and hang the other.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    backend = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    backend.no_truncation()
    backend.no_padding()
    return backend
