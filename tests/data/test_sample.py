"""Properties of the generated sample: spans, types, labels, parts, particles, determinism."""

import re
import subprocess
import sys
from functools import cache
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relsearch.data.example import Corpus, Entity, Example
from relsearch.data.fingerprint import fingerprint
from relsearch.data.josa import josa
from relsearch.data.labels import KLUE_COMPETITION_ORDER
from relsearch.data.sample import generate
from relsearch.data.sample.framing import LEADS, TAILS
from relsearch.data.sample.kinds import TYPES, kind_of
from relsearch.data.sample.names import DRAWS
from relsearch.data.sample.pattern import INVERSES, SLOT, UNDECIDED, read_pattern
from relsearch.data.sample.patterns import PATTERNS
from relsearch.data.sample.patterns.quotes import QUOTES
from relsearch.data.sample.story import BEGINNINGS, CLAUSES
from relsearch.errors import ConfigError

# The types that KLUE-RE gives to the object of each relation, as far as the sample uses them.
OBJECT_TYPES = {
    "org:top_members/employees": {"PER"},
    "org:members": {"ORG"},
    "org:product": {"POH"},
    "per:title": {"POH"},
    "org:alternate_names": {"ORG"},
    "per:employee_of": {"ORG"},
    "org:place_of_headquarters": {"LOC"},
    "per:product": {"POH"},
    "org:number_of_employees/members": {"NOH"},
    "per:children": {"PER"},
    "per:place_of_residence": {"LOC"},
    "per:alternate_names": {"PER"},
    "per:other_family": {"PER"},
    "per:colleagues": {"PER"},
    "per:origin": {"LOC"},
    "per:siblings": {"PER"},
    "per:spouse": {"PER"},
    "org:founded": {"DAT"},
    "org:political/religious_affiliation": {"ORG", "POH"},
    "org:member_of": {"ORG"},
    "per:parents": {"PER"},
    "org:dissolved": {"DAT"},
    "per:schools_attended": {"ORG"},
    "per:date_of_death": {"DAT"},
    "per:date_of_birth": {"DAT"},
    "per:place_of_birth": {"LOC"},
    "per:place_of_death": {"LOC"},
    "org:founded_by": {"PER"},
    "per:religion": {"ORG"},
}
PROPER = {"PER", "ORG", "LOC"}

made = cache(generate)
corpora = st.integers(0, 10_000).map(lambda seed: made(100, seed))
few = settings(max_examples=6, deadline=None)


def rows_of(corpus: Corpus) -> list[Example]:
    return [example for _, examples in corpus.parts() for example in examples]


def words_of(examples: tuple[Example, ...], types: set[str]) -> set[str]:
    return {
        example.sentence[entity.start : entity.end]
        for example in examples
        for entity in (example.subject, example.object)
        if entity.type in types
    }


def overlap(one: Entity, other: Entity) -> bool:
    return one.start < other.end and other.start < one.end


@few
@given(corpora)
def test_entities_stand_apart_inside_the_sentence(corpus: Corpus) -> None:
    for example in rows_of(corpus):
        for entity in (example.subject, example.object):
            assert 0 <= entity.start < entity.end <= len(example.sentence)
        assert not overlap(example.subject, example.object)
        assert example.subject_word.strip() == example.subject_word != example.object_word


@few
@given(corpora)
def test_types_fit_the_relation(corpus: Corpus) -> None:
    for example in rows_of(corpus):
        assert example.subject.type in {"PER", "ORG"}
        if example.label in OBJECT_TYPES:
            assert example.label.startswith({"PER": "per:", "ORG": "org:"}[example.subject.type])
            assert example.object.type in OBJECT_TYPES[example.label]


@few
@given(corpora)
def test_train_holds_all_labels(corpus: Corpus) -> None:
    assert corpus.labels == KLUE_COMPETITION_ORDER
    assert {example.label for example in corpus.train} == set(KLUE_COMPETITION_ORDER)


@few
@given(corpora)
def test_no_name_occurs_in_two_parts(corpus: Corpus) -> None:
    parts = [words_of(examples, PROPER) for _, examples in corpus.parts()]
    assert sum(len(words) for words in parts) == len(set().union(*parts))


@few
@given(corpora)
def test_no_sentence_occurs_in_two_parts(corpus: Corpus) -> None:
    parts = [{example.sentence for example in examples} for _, examples in corpus.parts()]
    assert sum(len(sentences) for sentences in parts) == len(set().union(*parts))


@few
@given(corpora)
def test_rows_and_ids_are_distinct(corpus: Corpus) -> None:
    rows = rows_of(corpus)
    assert len({example.id for example in rows}) == len(rows)
    assert len({(row.sentence, row.subject, row.object) for row in rows}) == len(rows)


@few
@given(corpora)
def test_sentences_have_5_to_80_words_and_no_traces_of_their_pattern(corpus: Corpus) -> None:
    for example in rows_of(corpus):
        assert 5 <= len(example.sentence.split()) <= 80
        assert not re.search(r"[{}<>|_]|  | [.,]", example.sentence)


@few
@given(corpora)
def test_particles_after_names_fit(corpus: Corpus) -> None:
    for example in rows_of(corpus):
        for entity in (example.subject, example.object):
            word, rest = example.sentence[entity.start : entity.end], example.sentence[entity.end :]
            for pair in ("은는", "을를", "와과"):
                if re.match(rf"[{pair}] ", rest):
                    assert rest[0] == josa(word, pair), example.sentence


@pytest.mark.parametrize(
    ("part", "share"), [("train", 0.29), ("dev", 0.29), ("select", 0.29), ("test", 0.6)]
)
def test_share_of_no_relation_shifts_in_test(part: str, share: float) -> None:
    examples = getattr(made(600, 1), part)
    unrelated = sum(example.label == "no_relation" for example in examples)
    assert unrelated / len(examples) == pytest.approx(share, abs=0.005)


def test_object_stands_first_in_some_45_per_cent() -> None:
    rows = rows_of(made(600, 1))
    first = sum(example.object.start < example.subject.start for example in rows)
    assert first / len(rows) == pytest.approx(0.45, abs=0.05)


def test_one_sentence_carries_several_labels() -> None:
    labels: dict[str, set[str | None]] = {}
    for example in made(600, 1).train:
        labels.setdefault(example.sentence, set()).add(example.label)
    assert sum(len(found) > 1 for found in labels.values()) > len(labels) / 3


def test_every_label_is_in_every_part() -> None:
    for _, examples in made(600, 1).parts():
        assert {example.label for example in examples} == set(KLUE_COMPETITION_ORDER)


def test_parts_are_in_proportion_to_rows() -> None:
    sizes = [len(examples) for _, examples in made(600, 1).parts()]
    assert sizes == [600, 300, 300, 400]


def test_another_seed_makes_another_corpus() -> None:
    assert generate(100, 1) != generate(100, 2)


def test_another_process_makes_the_same_corpus() -> None:
    code = (
        "from relsearch.data.fingerprint import fingerprint;"
        "from relsearch.data.sample import generate;"
        "print(fingerprint(generate(150, 3)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert found.strip() == fingerprint(generate(150, 3))


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ConfigError, match="rows must be at least 100, but got rows=99"):
        generate(99)


def test_patterns_tell_of_their_own_slots_and_known_relations_only() -> None:
    patterns = [*chain(*PATTERNS.values()), *BEGINNINGS, *(clause.pattern for clause in CLAUSES)]
    for pattern in patterns:
        told = {slot for pair in pattern.facts for slot in pair}
        assert told <= {*pattern.slots, "person", "company"}, pattern.text
        assert set(pattern.facts.values()) <= {*KLUE_COMPETITION_ORDER[1:], UNDECIDED}, pattern.text
        assert {kind_of(slot) for slot in pattern.slots} <= {*DRAWS, *QUOTES}, pattern.text


def test_no_pattern_hard_codes_a_particle() -> None:
    texts = [pattern.text for part in PATTERNS.values() for pattern in part]
    texts += [pattern.text for pattern in BEGINNINGS] + list(LEADS)
    texts += [clause.pattern.text for clause in CLAUSES]
    texts += [text for tails in TAILS.values() for text in tails]
    for text in texts:
        assert not re.search(r"(?<!이라라)\}[》’”)]*(은|는|이|가|을|를|와|과|로|으로) ", text), text


def test_every_kind_of_slot_has_a_type() -> None:
    assert TYPES.keys() == DRAWS.keys()


def test_a_pattern_is_text_then_facts() -> None:
    pattern = read_pattern("{person|은는}\n{city}에서 자랐다.\n    person per:origin city")
    assert pattern.text == "{person|은는} {city}에서 자랐다."
    assert pattern.facts == {("person", "city"): "per:origin", ("city", "person"): UNDECIDED}


def test_facts_hold_the_other_way_round() -> None:
    pattern = read_pattern("{person} {person2} {company}\n    person per:parents person2")
    assert pattern.facts == {
        ("person", "person2"): "per:parents",
        ("person2", "person"): "per:children",
    }


def test_what_a_namesake_shares_is_never_asked() -> None:
    pattern = read_pattern(
        "{alias} {person} {date}\n    alias per:alternate_names person, per:date_of_birth date"
    )
    assert pattern.facts[("person", "date")] == UNDECIDED


def test_people_of_one_organisation_are_never_asked_about() -> None:
    pattern = read_pattern(
        "{person} {person2} {team}\n"
        "    person per:employee_of team\n"
        "    person2 per:employee_of team"
    )
    assert pattern.facts[("person", "person2")] == UNDECIDED


def test_inverses_mirror_each_other() -> None:
    mirrored = {other: one for one, other in INVERSES.items() if other in INVERSES}
    assert all(INVERSES[one] == other for one, other in mirrored.items())


def test_slots_are_read_with_their_particles() -> None:
    assert SLOT.findall("{person|은는} 《{work}》{|을를}") == [
        ("person", "은는"),
        ("work", ""),
        ("", "을를"),
    ]
