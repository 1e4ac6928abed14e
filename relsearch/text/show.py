"""show: one example as the encoder sees it, for people to look at."""

from dataclasses import dataclass

from relsearch.data.example import Example
from relsearch.text.compose import Span
from relsearch.text.encode import TextEncoder


@dataclass(frozen=True)
class Shown:
    """The text pair, its tokens, and which of them are the entities (indices into ``tokens``)."""

    first: str | None
    second: str
    tokens: tuple[str, ...]
    subject: Span
    object: Span
    cut: int  # tokens of the sentence that max_length left out
    sep: str

    @property
    def text(self) -> str:
        """The whole text as one line, the tokenizer's separator between the pair.

        조지 해리슨과 비틀즈의 관계 [SEP] @ 조지 해리슨 @ 이 쓰고 # 비틀즈 # 가 부른 노래
        """
        texts = [self.second] if self.first is None else [self.first, self.sep, self.second]
        return " ".join(" ".join(text.splitlines()) for text in texts)

    @property
    def subject_tokens(self) -> tuple[str, ...]:
        """The tokens of the subject's mention."""
        return self.tokens[self.subject.mention_start : self.subject.mention_end]

    @property
    def object_tokens(self) -> tuple[str, ...]:
        """The tokens of the object's mention."""
        return self.tokens[self.object.mention_start : self.object.mention_end]


def show(example: Example, encoder: TextEncoder) -> Shown:
    """Return what the encoder makes of one example.

    DataError where its entities do not fit, ConfigError where it lacks types that are asked for.
    """
    texts, (row,) = encoder.compose(example), encoder.encode([example])
    subject, object_ = (Span(*place) for place in row["positions"])
    return Shown(
        first=texts.first,
        second=texts.second,
        tokens=tuple(encoder.tokens(row["input_ids"])),
        subject=subject,
        object=object_,
        cut=encoder.lengths([example])[0] - len(row["input_ids"]),
        sep=encoder.sep,
    )
