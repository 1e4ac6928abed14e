"""Where entities are among the tokens, and which tokens of a long sentence stay."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from relsearch.text.compose import Span

Offsets = Sequence[tuple[int, int]]


def locate(span: Span, offsets: Offsets) -> Span | None:
    """Return the tokens that cover a span of characters; None if the mention has no token.

    ``offsets`` are the characters (start, end) of each token in order. A token counts as soon as
    it holds one character of the span: a piece may bring the space before it, or the josa after.

    >>> locate(Span(0, 2, 5, 7), [(0, 1), (1, 4), (4, 5), (5, 7), (7, 9)])
    Span(marker_start=0, mention_start=1, mention_end=3, marker_end=4)
    """
    marker_start, marker_end = _covering(offsets, span.marker_start, span.marker_end)
    mention_start, mention_end = _covering(offsets, span.mention_start, span.mention_end)
    if mention_start >= mention_end:
        return None
    return Span(marker_start, mention_start, mention_end, marker_end)


def _covering(offsets: Offsets, start: int, end: int) -> tuple[int, int]:
    """Return the first token that ends after ``start`` and the first that begins at ``end``."""
    first = bisect_right(offsets, start, key=itemgetter(1))
    return first, bisect_left(offsets, end, lo=first, key=itemgetter(0))


def window(length: int, *, keep: tuple[int, int], room: int) -> tuple[int, int] | None:
    """Return the bounds of at most ``room`` of ``length`` tokens around those to ``keep``.

    What room is left goes to both sides alike, or where there is text; None if ``keep`` is longer
    than ``room``.

    >>> window(100, keep=(40, 50), room=20), window(100, keep=(2, 5), room=20)
    ((35, 55), (0, 20))
    """
    start, end = keep
    spare = room - (end - start)
    if spare < 0:
        return None
    right = min(length - end, spare - min(start, spare // 2))
    left = min(start, spare - right)
    return start - left, end + right
