"""Entity types: found by a token-classification model, once, for the entities that have none."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertForTokenClassification

from relsearch.config import parse_study
from relsearch.data import Entity, Example, load_corpus
from relsearch.errors import EncoderError
from relsearch.training import entity_types
from relsearch.training.corpus import prepare_corpus
from relsearch.training.entity_types import type_entities, type_of
from tests.hand_made import DEV, TRAIN
from tests.tiny import SIZES, make_tokenizer

SENTENCE = "가람이 나래를 세웠다."
ROW = Example("a", SENTENCE, Entity(0, 2), Entity(4, 6), "founded")
TYPES = {"PER", "ORG"}


@pytest.fixture(scope="session")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random 2-layer BERT that calls every token a person or an organisation, as KLUE-NER."""
    folder = tmp_path_factory.mktemp("tagger")
    tokenizer = make_tokenizer()
    tokenizer.save_pretrained(folder)
    names = {0: "B-PS", 1: "I-OG"}
    config = BertConfig(vocab_size=len(tokenizer), id2label=names, **SIZES)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        BertForTokenClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(autouse=True)
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows the model was asked about, a number a run."""
    asked: list[int] = []
    find = entity_types._find_types

    def counted(examples: list[Example], model: str) -> list[tuple[str, str]]:
        asked.append(len(examples))
        return find(examples, model)

    monkeypatch.setattr(entity_types, "_find_types", counted)
    return asked


def test_every_entity_gets_a_type(tagger: Path) -> None:
    (typed,) = type_entities([ROW], str(tagger))
    assert {typed.subject.type, typed.object.type} <= TYPES
    assert replace(typed, subject=ROW.subject, object=ROW.object) == ROW


def test_types_that_there_are_stay(tagger: Path, runs: list[int]) -> None:
    half = replace(ROW, subject=Entity(0, 2, "EVT"))
    whole = replace(half, object=Entity(4, 6, "DAT"))
    typed = type_entities([half, whole], str(tagger))
    assert typed[0].subject.type == "EVT"
    assert typed[0].object.type in TYPES
    assert typed[1] == whole
    assert runs == [1]


def test_the_model_runs_once_for_the_same_rows(tagger: Path, runs: list[int]) -> None:
    rows = [ROW, replace(ROW, id="b")]
    assert type_entities(rows, str(tagger)) == type_entities(rows, str(tagger))
    type_entities(rows[:1], str(tagger))
    assert runs == [2, 1]


def test_the_type_is_the_one_that_the_mentions_tokens_are_surest_of() -> None:
    said = (("B-PS", 0.6, 0, 1), ("I-OG", 0.9, 1, 2), ("I-PS", 0.4, 2, 3), ("B-DT", 1.0, 3, 5))
    tags = [dict(zip(("entity", "score", "start", "end"), one, strict=True)) for one in said]
    assert type_of(Entity(0, 3), tags) == "PER"
    assert type_of(Entity(1, 2), tags) == "ORG"
    assert type_of(Entity(5, 6), tags) == "POH"


def test_a_model_that_classifies_no_tokens_is_told(tiny_encoder: Path) -> None:
    with pytest.raises(EncoderError, match="classifies no tokens"):
        type_entities([ROW], str(tiny_encoder))


def test_a_study_of_the_2021_form_gets_its_types(tagger: Path, tmp_path: Path) -> None:
    for part, labels in (("train", TRAIN), ("dev", DEV)):
        lines = [
            [f"{part}-{number}", SENTENCE, "가람", 0, 1, "나래", 4, 5, label]
            for number, label in enumerate(labels)
        ]
        text = "\n".join("\t".join(map(str, line)) for line in lines)
        (tmp_path / f"{part}.tsv").write_text(text, encoding="utf-8")
    files = {part: str(tmp_path / f"{part}.tsv") for part in ("train", "dev")}
    data = {"reader": "klue-2021-tsv", **files, "entity_types": str(tagger)}
    raw = {"study": "s", "data": data, "fixed": {"encoder": "bundled/mini"}}
    config = parse_study(raw, source="a test")
    assert load_corpus(config.data).entity_types == ()
    corpus = prepare_corpus(config)
    assert set(corpus.entity_types) <= TYPES and corpus.entity_types
    assert corpus.notes[-1] == f"entity types of 7 rows are those that {tagger} finds"
