"""Parts: what a study notes of its data, part by part, to say later which of them changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.data import Corpus, fingerprint

Parts = Mapping[str, Mapping[str, Any]]


def parts_of(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Return of each part that has rows how many, and their fingerprint; of the labels as well."""
    parts = {
        name: {"rows": len(examples), "fingerprint": fingerprint(examples)}
        for name, examples in corpus.parts()
        if examples
    }
    return parts | {"labels": {"rows": len(corpus.labels), "labels": list(corpus.labels)}}


def changed_parts(before: Parts | None, now: Parts | None, files: Mapping[str, Any]) -> list[str]:
    """Return a line for each part that is not as it was, with its file where ``files`` has one.

    Empty where that was not noted, or lies in none of them: in folds or in no_relation.
    """
    return list(_lines(before, now, files)) if before and now else []


def _lines(before: Parts, now: Parts, files: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *now]):
        old, new = before.get(name, {"rows": 0}), now.get(name, {"rows": 0})
        if old != new:
            place = f" ({files[name]})" if files.get(name) else ""
            unit = "labels" if name == "labels" else "rows"
            yield f"{name}{place}: {_difference(old['rows'], new['rows'], unit)}"


def _difference(old: int, new: int, unit: str) -> str:
    if old != new:
        return f"{old:,} {unit} became {new:,}"
    return f"{old:,} {unit} as before, but not the same"
