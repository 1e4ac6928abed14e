"""Entity spans: verified against the word, and carried over when a sentence is composed (NFC)."""

from unicodedata import is_normalized, normalize


def compose(sentence: str) -> str:
    """Join decomposed characters (NFD Hangul, as macOS writes it) into whole ones.

    A sentence that composition would not shorten is returned as it is, so compatibility
    ideographs stay what the file says.

    >>> compose("\u1112\u1161\u11ab")
    '한'
    """
    if is_normalized("NFC", sentence):
        return sentence
    composed = normalize("NFC", sentence)
    return composed if len(composed) < len(sentence) else sentence


def locate(
    word: str, start: int, end: int, *, sentence: str, composed: str
) -> tuple[int, int] | None:
    """Return the span of ``composed`` that reads ``word``, or None.

    ``start`` and ``end`` (exclusive) may count the characters of the sentence as it is in the file,
    or of its composed form: a file may have been decomposed after its spans were written.
    """
    if sentence is composed:
        spans = [(start, end)]
    else:
        mapped = len(normalize("NFC", sentence[:start])), len(normalize("NFC", sentence[:end]))
        spans = [mapped, (start, end)]
    return next((span for span in spans if _same(composed[slice(*span)], word)), None)


def _same(found: str, word: str) -> bool:
    return found == word or normalize("NFC", found) == normalize("NFC", word)
