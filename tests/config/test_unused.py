"""What a search file sets and nothing of its study reads, and what only some of it does."""

import pytest

from relsearch.config import load_space, unused

UNUSED = {
    "fixed: {encoder: a, head: base, head_norm: layer}": ("fixed.head_norm", "here it is base"),
    "fixed: {encoder: a, head: base, head_activation: gelu}": ("fixed.head_activation", "base"),
    "fixed: {encoder: a, head: base, head_type_embedding: true}": (
        "fixed.head_type_embedding",
        "head is cls_entity_start, entity_span, entity_start, rbert,",
    ),
    "fixed: {encoder: a, head: bigru, head_type_embedding: true}": (
        "fixed.head_type_embedding",
        "here it is bigru",
    ),
    "fixed: {encoder: a, loss: ldam, label_smoothing: 0.1}": ("fixed.label_smoothing", "ldam"),
    "fixed: {encoder: a, focal_gamma: 1}": ("fixed.focal_gamma", "where loss is focal, but here"),
    "fixed: {encoder: a, optimizer: adafactor, adam_beta2: 0.98}": ("fixed.adam_beta2", "adafac"),
    "fixed: {encoder: a, head_layers: 2}\nspace: {head: [base, rbert]}": (
        "fixed.head_layers",
        "here it is base, rbert",
    ),
    "space: {focal_gamma: [1, 2]}": ("space.focal_gamma", "here it is cross_entropy"),
    """
    space: {loss: [focal, ldam], focal_gamma: {choices: [1, 2], when: {loss: ldam}}}
    """: ("space.focal_gamma", "here it is ldam"),
    "start_with: [{head: base, head_layers: 2}]\nspace: {head: [base, bigru]}": (
        "start_with[0].head_layers",
        "here it is base",
    ),
    "search: {prior: {a: 1}}": ("search.prior", "the metric micro_f1 reads none"),
}
USED = [
    "fixed: {encoder: a, head: base, head_norm: none, focal_gamma: 2}",  # the defaults
    "fixed: {encoder: a, head_norm: layer}\nspace: {head: [base, bigru]}",
    "fixed: {encoder: a, focal_gamma: 1}\nspace: {loss: [cross_entropy, focal]}",
    "fixed: {encoder: a, optimizer: adamp, adam_beta2: 0.98, weight_decay: 0.1}",
    "fixed: {encoder: a, head_layers: 2}\nstart_with: [{head: bigru}]",
    "space: {head: [base, bigru], head_layers: {choices: [1, 2], when: {head: bigru}}}",
    "start_with: [{head_layers: 2}]\nspace: {head: [base, bigru]}",
    "search: {metric: prior_weighted_micro_f1, prior: em}",
]


@pytest.mark.parametrize("text", UNUSED)
def test_what_nothing_reads_is_noted_with_its_path(parse, text):
    path, said = UNUSED[text]
    (note,) = unused(parse(text))
    assert note.startswith(f"{path} changes nothing")
    assert said in note


@pytest.mark.parametrize("text", USED)
def test_what_some_configuration_reads_is_none(parse, text):
    assert not list(unused(parse(text)))


def test_a_search_file_with_such_values_is_taken_and_each_is_noted(write):
    config = load_space(write("fixed: {encoder: a, head_norm: layer, focal_gamma: 1}"))
    assert len(list(unused(config))) == 2


def test_an_option_searched_for_rows_that_do_not_read_it_is_noted(parse):
    (note,) = unused(parse("space: {head: [base, bigru, bilstm], head_layers: [1, 2]}"))
    assert note.startswith("space.head_layers is searched where head is base too")
    assert "when: {head: [bigru, bilstm]}" in note


def test_a_condition_on_the_head_leaves_base_where_it_fails(parse):
    space = """
    space:
      prompt: [quiz, default]
      head: {choices: [bigru], when: {prompt: quiz}}
      head_layers: [1, 2]
    """
    assert "where head is base too" in next(unused(parse(space)))
