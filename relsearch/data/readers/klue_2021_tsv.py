"""Reader klue-2021-tsv: the 2021 task's tab-separated file, without header or entity types."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from relsearch.data.rows import RawRow

COLUMNS = 9  # id, sentence, entity_01, start, end, entity_02, start, end, label
UNLABELLED = "blind"


def read(path: Path) -> Iterator[RawRow]:
    """Yield the rows of the file; entity_01 is the subject, entity_02 the object.

    The end of a span may be counted as inclusive or exclusive: whichever makes the span read the
    entity's word. A quoted sentence is unquoted where its spans count without the quotes.
    """
    with path.open(encoding="utf-8-sig") as file:
        lines = ((line, text) for line, text in enumerate(file, start=1) if text.strip())
        for number, (line, text) in enumerate(lines):
            yield _raw_row(number, line, text.rstrip("\r\n").split("\t"))


def _raw_row(number: int, line: int, cells: Sequence[str]) -> RawRow:
    if len(cells) != COLUMNS:
        problem = f"has {len(cells)} tab-separated columns, not {COLUMNS}"
        return RawRow(number, {"guid": cells[0]}, line, problem=problem)
    spans = [cells[3], cells[4], cells[6], cells[7]]
    if not all(cell.strip().isdecimal() for cell in spans):
        problem = f"columns 3, 4, 6, 7 should be whole numbers, not {', '.join(spans)}"
        return RawRow(number, {"guid": cells[0]}, line, problem=problem)
    return RawRow(number, _fields(cells), line)


def _fields(cells: Sequence[str]) -> dict[str, Any]:
    entities = [(cells[2], int(cells[3]), int(cells[4])), (cells[5], int(cells[6]), int(cells[7]))]
    sentence = _as_counted(cells[1], entities)
    subject, object_ = (_entity(*entity, sentence) for entity in entities)
    return {
        "guid": cells[0],
        "sentence": sentence,
        "subject_entity": subject,
        "object_entity": object_,
        "label": None if cells[8] == UNLABELLED else cells[8],
    }


def _as_counted(sentence: str, entities: Sequence[tuple[str, int, int]]) -> str:
    """Return the sentence, unquoted where only so both entities stand at their start.

    >>> _as_counted('"가 나"', [("나", 2, 2)])
    '가 나'
    """
    unquoted = sentence[1:-1].replace('""', '"')
    quoted = len(sentence) > 1 and sentence[0] == sentence[-1] == '"'
    fits = all(sentence.startswith(word, start) for word, start, _ in entities)
    fits_unquoted = all(unquoted.startswith(word, start) for word, start, _ in entities)
    return unquoted if quoted and fits_unquoted and not fits else sentence


def _entity(word: str, start: int, end: int, sentence: str) -> dict[str, Any]:
    """Return the entity with an inclusive end, as klue-json has it."""
    exclusive = sentence[start:end] == word
    return {"word": word, "start_idx": start, "end_idx": end - 1 if exclusive else end}
