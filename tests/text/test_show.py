"""show: the text, its tokens and the entities among them."""

from relsearch.text.show import show


def test_everything_that_the_encoder_sees_is_shown(make_encoder, example) -> None:
    shown = show(example, make_encoder(input_format="entity_marker", prompt="s_and_o"))
    assert shown.text == (
        "조지 해리슨과 비틀즈의 관계 [SEP]"
        " [E1] 조지 해리슨 [/E1]이 쓰고 [E2] 비틀즈 [/E2]가 부른 노래"
    )
    assert shown.tokens[0] == "[CLS]"
    assert shown.subject_tokens == ("조지", "해리", "##슨")
    assert shown.object_tokens == ("비틀", "##즈")
    assert shown.tokens[shown.object.marker_start] == "[E2]"
    assert shown.cut == 0


def test_a_text_alone_has_no_separator(make_encoder, example) -> None:
    assert show(example, make_encoder()).text == "조지 해리슨이 쓰고 비틀즈가 부른 노래"


def test_the_text_is_whole_where_the_tokens_are_cut(make_encoder, make_example) -> None:
    sentence = "조지 해리슨이 쓰고\n비틀즈가 부른 노래" + " 가" * 50
    long, encoder = make_example(sentence=sentence), make_encoder(max_length=32)
    shown = show(long, encoder)
    assert shown.text == sentence.replace("\n", " ")
    assert (len(shown.tokens), shown.cut) == (32, encoder.lengths([long])[0] - 32)
