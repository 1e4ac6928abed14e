"""The texts that mini is counted and distilled on: KLUE-RE train rows and unlabelled sentences."""

import json
from pathlib import Path

Text = tuple[str, ...]  # (sentence,) or (prompt, marked sentence)


def read_texts(klue_train: Path, unlabelled: Path) -> list[Text]:
    """Return one text a row of KLUE-RE's train set and one a line of the folder's .txt files.

    Every other row stands as a relation extractor will meet it, prompt and marked mentions, so
    that the student has seen markers; no label is read.
    """
    rows = json.loads(klue_train.read_text(encoding="utf-8"))
    texts: list[Text] = [mark(row) if n % 2 else (row["sentence"],) for n, row in enumerate(rows)]
    for path in sorted(unlabelled.glob("*.txt")):
        texts += [(line,) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return list(dict.fromkeys(texts))


def mark(row: dict) -> Text:
    """Return prompt and sentence: ``("비틀즈, 조지 해리슨", "… # ^ per ^ 조지 해리슨 # …")``."""
    subject, object_ = row["subject_entity"], row["object_entity"]
    sentence = row["sentence"]
    spans = [(subject, "@", "*"), (object_, "#", "^")]
    for entity, outer, inner in sorted(spans, key=lambda span: -span[0]["start_idx"]):
        start, end = entity["start_idx"], entity["end_idx"] + 1  # KLUE's end is inclusive
        kind = entity["type"].lower()
        mention = f" {outer} {inner} {kind} {inner} {entity['word']} {outer} "
        sentence = sentence[:start] + mention + sentence[end:]
    return f"{subject['word']}, {object_['word']}", sentence
