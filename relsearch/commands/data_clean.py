"""data clean: duplicates out, contradictions resolved, every change on record."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from relsearch.data import fingerprint, read_examples
from relsearch.data.cleaning import Change, Cleaned, clean
from relsearch.data.duplicates import Group
from relsearch.data.sets import find_origin, write_set
from relsearch.errors import DataError

COLUMNS = {"id", "decision"}


@dataclass(frozen=True)
class CleanedFile:
    """What cleaning a file did, and the folder of the version that it wrote."""

    cleaned: Cleaned
    folder: Path


def data_clean(
    file: Path, *, reader: str, output: Path, rule: str = "drop", decisions: Path | None = None
) -> CleanedFile:
    """Write the rows of ``file`` without duplicates and contradictions as a version in ``output``.

    Beside them lie changes.csv and contradictions.csv; the latter, with its column ``decision``
    filled in, is what ``decisions`` takes. DataError for decisions that cannot be carried out.
    """
    examples = read_examples(file, reader=reader).examples
    decided = {} if decisions is None else read_decisions(decisions)
    cleaned = clean(examples, rule=rule, decisions=decided)
    source = find_origin(file, examples) or {"fingerprint": fingerprint(examples)}
    folder = write_set(
        output,
        {file.stem: cleaned.examples},
        made={
            "command": "clean",
            "source": {"file": file.name, **source},
            "rule": rule,
            "decisions": decided,
        },
        tables={
            "changes": [_change(change) for change in cleaned.changes],
            "contradictions": list(_contradictions(cleaned.contradictions, decided)),
        },
    )
    return CleanedFile(cleaned, folder)


def read_decisions(path: Path) -> dict[str, str]:
    """Read a CSV with the columns id and decision; rows without a decision are left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read the decisions {path}: {error}") from None
    if rows and not rows[0].keys() >= COLUMNS:
        raise DataError(
            f"{path} should have the columns id and decision (a label, or drop), but has"
            f" {', '.join(rows[0])}"
        )
    return {row["id"]: row["decision"].strip() for row in rows if (row["decision"] or "").strip()}


def _change(change: Change) -> dict[str, object]:
    """Return a row of changes.csv."""
    example = change.example
    return {
        "id": example.id,
        "change": "removed" if change.now is None else "relabelled",
        "cause": change.cause,
        "others": " ".join(change.others),
        "label": example.label,
        "now": change.now,
        "subject": example.subject_word,
        "object": example.object_word,
        "sentence": example.sentence,
    }


def _contradictions(
    groups: tuple[Group, ...], decisions: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    """Yield the rows of contradictions.csv, those that ask the same beneath each other."""
    for number, group in enumerate(groups, start=1):
        for example in group.examples:
            yield {
                "group": number,
                "id": example.id,
                "label": example.label,
                "decision": decisions.get(example.id, ""),
                "subject": example.subject_word,
                "object": example.object_word,
                "sentence": example.sentence,
            }
