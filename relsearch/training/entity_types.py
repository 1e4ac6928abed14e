"""Entity types for rows that have none: a token-classification model's, found once and kept."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock

from relsearch.data import Corpus, Entity, Example, fingerprint
from relsearch.errors import EncoderError
from relsearch.files import cache_folder, whole_file

BATCH_SIZE = 32
UNTYPED = "POH"  # KLUE-RE's word for whatever is none of the others
KLUE_NAMES = {
    "PER": ("PS", "PERSON"),
    "ORG": ("OG", "ORGANIZATION"),
    "LOC": ("LC", "LOCATION", "GPE"),
    "DAT": ("DT", "DATE", "TI", "TIM", "TIME"),
    "NOH": ("QT", "QUANTITY", "NUM", "CARDINAL"),
    "POH": ("MISC",),
}
"""Other names of KLUE-RE's types: those of KLUE-NER, OntoNotes and CoNLL."""
TO_KLUE = {other: name for name, others in KLUE_NAMES.items() for other in others}
Tags = Sequence[Mapping[str, Any]]  # a sentence's: entity, score, start, end of each token


def with_types(corpus: Corpus, model: str) -> Corpus:
    """Give every entity without a type the one that ``model`` finds; note how many it gave."""
    rows = [example for _, examples in corpus.parts() for example in examples]
    typed = dict(zip(rows, type_entities(rows, model), strict=True))
    given = sum(_lacks_types(example) for example in typed)
    parts: dict[str, Any] = {
        name: tuple(typed[row] for row in examples) for name, examples in corpus.parts()
    }
    note = f"entity types of {given:,} rows are those that {model} finds"
    return replace(corpus, notes=(*corpus.notes, note), **parts)


def type_entities(
    examples: Sequence[Example], model: str, *, cache_dir: Path | None = None
) -> tuple[Example, ...]:
    """Return the examples with a type for every entity; those that have one keep it.

    A type is the one whose tokens in the mention ``model`` is surest of, under KLUE-RE's name where
    it has one, and POH where the model sees no entity. The model (a folder or a hub name) runs once
    for the same rows; what it said is kept in the cache folder. EncoderError where it cannot be
    loaded or classifies no tokens.
    """
    untyped = list(dict.fromkeys(filter(_lacks_types, examples)))
    if not untyped:
        return tuple(examples)
    key = sha256(repr((fingerprint(untyped), _identity(model))).encode()).hexdigest()[:16]
    path = cache_folder(cache_dir) / f"types-{key}.json"
    with FileLock(f"{path}.lock"):
        if not path.exists():
            with whole_file(path) as temporary:
                temporary.write_text(json.dumps(_find_types(untyped, model)), encoding="utf-8")
    types = json.loads(path.read_text(encoding="utf-8"))
    typed = {row: _typed(row, *pair) for row, pair in zip(untyped, types, strict=True)}
    return tuple(typed.get(example, example) for example in examples)


def _lacks_types(example: Example) -> bool:
    return None in (example.subject.type, example.object.type)


def _typed(example: Example, subject: str, object_: str) -> Example:
    """Fill in the types that are missing."""
    return replace(
        example,
        subject=replace(example.subject, type=example.subject.type or subject),
        object=replace(example.object, type=example.object.type or object_),
    )


def _identity(model: str) -> list[object]:
    """Return what tells a model from another: its name, and a folder's files as they are now."""
    from relsearch.model.encoder import resolve_encoder

    files = sorted(Path(resolve_encoder(model)).glob("*"))
    stats = [(file.name, file.stat()) for file in files]
    return [model, *((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)]


def _find_types(examples: Sequence[Example], model: str) -> list[tuple[str, str]]:
    """Return the types of subject and object of each example."""
    tags = _tag({example.sentence for example in examples}, model)
    return [
        (type_of(row.subject, tags[row.sentence]), type_of(row.object, tags[row.sentence]))
        for row in examples
    ]


def _tag(sentences: Iterable[str], model: str) -> dict[str, Tags]:
    """Return what the model says of the tokens of each sentence."""
    from transformers import AutoModelForTokenClassification, TokenClassificationPipeline

    from relsearch.model.encoder import load_part, load_tokenizer, quiet
    from relsearch.training.device import pick_device

    with quiet():
        network: Any = load_part(AutoModelForTokenClassification.from_pretrained, model)
        names = network.config.architectures or ()
        if not any(name.endswith("ForTokenClassification") for name in names):
            raise EncoderError(
                f"data.entity_types: {model} classifies no tokens ({', '.join(names)}); name a"
                " model for named entity recognition"
            )
        pipeline = TokenClassificationPipeline(
            model=network, tokenizer=load_tokenizer(model), device=pick_device()
        )
        by_length = sorted(sentences, key=lambda sentence: (len(sentence), sentence))
        return dict(zip(by_length, pipeline(by_length, batch_size=BATCH_SIZE), strict=True))


def type_of(entity: Entity, tags: Tags) -> str:
    """Return the type that the tokens of a mention speak for, each with its probability.

    >>> tags = [{"entity": "B-PS", "score": 0.9, "start": 0, "end": 2}]
    >>> type_of(Entity(0, 3), tags), type_of(Entity(4, 6), tags)
    ('PER', 'POH')
    """
    votes: Counter[str] = Counter()
    for tag in tags:
        if tag["start"] < entity.end and entity.start < tag["end"]:
            votes[klue_type(tag["entity"])] += tag["score"]
    return votes.most_common(1)[0][0] if votes else UNTYPED


def klue_type(tag: str) -> str:
    """Return the type that a tag names, without the letter that says where in a mention it is.

    >>> klue_type("B-PS"), klue_type("ORG-I"), klue_type("CIVILIZATION")
    ('PER', 'ORG', 'CIVILIZATION')
    """
    parts = [part for part in tag.split("-") if part not in ("B", "I", "E", "S", "L", "U")]
    name = "-".join(parts)
    return TO_KLUE.get(name, name)
