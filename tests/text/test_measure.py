"""measure: tokens, the tokens that must stay, and pieces that the vocabulary lacks."""

from relsearch.text.measure import measure


def test_tokens_are_those_of_the_uncut_row(kind, make_encoder, make_example):
    rows = [make_example(), make_example(sentence="조지 해리슨이 " + "가 나 " * 300 + "비틀즈를")]
    encoder = make_encoder(kind, prompt="s_and_o", max_length=64)
    assert [one.tokens for one in measure(rows, encoder)] == encoder.lengths(rows)


def test_needed_is_the_shortest_max_length_that_fits(kind, make_encoder, make_example):
    row = make_example(sentence="가나 조지 해리슨이 쓰고 비틀즈가 " + "부른 노래 " * 20)
    (one,) = measure([row], make_encoder(kind, prompt="problem", max_length=256))
    assert len(make_encoder(kind, prompt="problem", max_length=one.needed).encode([row])) == 1
    shorter = make_encoder(kind, prompt="problem", max_length=one.needed - 1)
    assert next(measure([row], shorter)).needed > shorter.max_length


def test_a_mention_outside_the_vocabulary_is_unknown(make_encoder, make_example):
    rows = [make_example(), make_example(sentence="조지 해리슨이 쓰고 鯨가 부른 노래", object="鯨")]
    known, unknown = measure(rows, make_encoder("wordpiece"))
    assert (known.subject_unknown, known.object_unknown) == (False, False)
    assert (unknown.subject_unknown, unknown.object_unknown) == (False, True)
