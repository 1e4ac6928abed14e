"""Windows over tokens, and entities among them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from relsearch.text.compose import Span
from relsearch.text.window import locate, window


def test_what_fits_is_kept_whole() -> None:
    assert window(10, keep=(3, 5), room=10) == (0, 10)


def test_the_window_is_centred_on_what_it_keeps() -> None:
    assert window(100, keep=(49, 51), room=10) == (45, 55)


def test_room_that_one_side_lacks_goes_to_the_other() -> None:
    assert window(100, keep=(0, 2), room=10) == (0, 10)
    assert window(100, keep=(98, 100), room=10) == (90, 100)


def test_what_cannot_fit_has_no_window() -> None:
    assert window(100, keep=(10, 31), room=20) is None


@settings(deadline=None)
@given(length=st.integers(2, 200), room=st.integers(1, 200), data=st.data())
def test_a_window_holds_what_it_keeps_and_fills_the_room(length, room, data) -> None:
    end = data.draw(st.integers(1, length))
    start = data.draw(st.integers(max(0, end - room), end - 1))
    first, last = window(length, keep=(start, end), room=room)
    assert 0 <= first <= start < end <= last <= length
    assert last - first == min(length, room)


def test_a_piece_with_the_space_before_it_belongs_to_the_mention() -> None:
    offsets = [(0, 2), (2, 5), (5, 6)]  # "가는", " 조지", "가"
    assert locate(Span(3, 3, 5, 5), offsets) == Span(1, 1, 2, 2)


def test_a_piece_shared_with_the_josa_belongs_to_the_mention() -> None:
    assert locate(Span(0, 0, 2, 2), [(0, 3), (3, 5)]) == Span(0, 0, 1, 1)


def test_all_bytes_of_a_syllable_belong_to_the_mention() -> None:
    offsets = [(0, 1), (0, 1), (0, 1), (1, 2), (1, 2), (2, 3)]
    assert locate(Span(1, 1, 2, 2), offsets) == Span(3, 3, 5, 5)


def test_a_mention_without_tokens_is_not_located() -> None:
    assert locate(Span(2, 2, 3, 3), [(0, 1), (4, 5)]) is None
