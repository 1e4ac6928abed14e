"""Writers: examples and labels as files that the readers read back."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from relsearch.data.example import Entity, Example
from relsearch.files import whole_file


def write_klue_json(examples: Iterable[Example], path: Path) -> Path:
    """Write a JSON list in KLUE-RE's form (``end_idx`` inclusive; label null where unlabelled)."""
    return write_json([klue_row(example) for example in examples], path)


def write_relation_list(labels: Iterable[str], path: Path) -> Path:
    """Write the label names, in id order, in the form of KLUE-RE's ``relation_list.json``."""
    return write_json({"relations": list(labels)}, path)


def write_json(content: object, path: Path) -> Path:
    """Write ``content`` as indented JSON, Hangul as it is; the file appears when it is whole."""
    with whole_file(path) as temporary:
        text = json.dumps(content, ensure_ascii=False, indent=4)
        temporary.write_text(text + "\n", encoding="utf-8")
    return path


def klue_row(example: Example) -> dict[str, Any]:
    """Return an example as a row of KLUE-RE's JSON files."""
    return {
        "guid": example.id,
        "sentence": example.sentence,
        "subject_entity": klue_entity(example.subject, example.subject_word),
        "object_entity": klue_entity(example.object, example.object_word),
        "label": example.label,
        "source": example.source,
    }


def klue_entity(entity: Entity, word: str) -> dict[str, Any]:
    """Return a mention as KLUE-RE writes it."""
    return {
        "word": word,
        "start_idx": entity.start,
        "end_idx": entity.end - 1,
        "type": entity.type,
    }
