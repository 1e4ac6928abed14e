"""Frame: the special tokens that a tokenizer puts around one text or a pair of texts."""

from dataclasses import dataclass

from tokenizers import Tokenizer

PROBE = "가 a 1"


@dataclass(frozen=True)
class Frame:
    """``before`` first ``between`` second ``after``, and the token type of second and ``after``.

    Where there is one text alone, it counts as the second and ``between`` is empty.
    """

    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    second_type: int

    def __len__(self) -> int:
        return len(self.before) + len(self.between) + len(self.after)


def find_frame(backend: Tokenizer, *, pair: bool) -> Frame:
    """Return the frame of a tokenizer, read off a probe text that it processes.

    BERT's for a pair is ``[CLS] first [SEP] second [SEP]``, RoBERTa's ``<s> first </s></s> second
    </s>``.
    """
    probe = backend.encode(PROBE, add_special_tokens=False)
    joined = backend.post_process(probe, probe if pair else None, add_special_tokens=True)
    ids, size = joined.ids, len(probe.ids)
    texts = [index for index, special in enumerate(joined.special_tokens_mask) if not special]
    first, second = texts[0], texts[-1] + 1 - size
    return Frame(
        before=tuple(ids[:first]),
        between=tuple(ids[first + size : second]) if pair else (),
        after=tuple(ids[second + size :]),
        second_type=joined.type_ids[second],
    )
