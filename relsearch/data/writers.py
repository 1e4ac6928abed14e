"""Writers: examples and labels as files that the readers read back."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from relsearch.data.example import Entity, Example
from relsearch.files import whole_file


def write_klue_json(examples: Iterable[Example], path: Path) -> Path:
    """Write a JSON list in KLUE-RE's form (``end_idx`` inclusive; label null where unlabelled).

    One row a line: `diff` shows which rows two versions differ in.
    """
    rows = ",\n".join(json.dumps(klue_row(example), ensure_ascii=False) for example in examples)
    with whole_file(path) as temporary:
        temporary.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    return path


def write_relation_list(labels: Iterable[str], path: Path) -> Path:
    """Write the label names, in id order, in the form of KLUE-RE's ``relation_list.json``."""
    return write_json({"relations": list(labels)}, path)


def write_json(content: object, path: Path) -> Path:
    """Write ``content`` as indented JSON, Hangul as it is; the file appears when it is whole."""
    with whole_file(path) as temporary:
        text = json.dumps(content, ensure_ascii=False, indent=4)
        temporary.write_text(text + "\n", encoding="utf-8")
    return path


def write_table(rows: Sequence[Mapping[str, object]], path: Path) -> Path:
    """Write rows of the same keys as a CSV for people.

    Its byte order mark tells a spreadsheet that the Hangul is UTF-8.
    """
    with (
        whole_file(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        table = csv.DictWriter(file, [*rows[0]] if rows else (), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
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
