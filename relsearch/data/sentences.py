"""read_sentences: the sentences of text files, to pretrain on."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from relsearch.errors import DataError, did_you_mean

COLUMN = "sentence"


def read_sentences(files: Sequence[Path]) -> list[str]:
    """Return the files' sentences in order, each once and without the spaces around it.

    A .txt holds one a line; a .json list of objects, a .jsonl and a .csv hold them under
    ``sentence``, as KLUE's files do. Raises DataError for a file that cannot be read so.
    """
    found = (str(text).strip() for file in files for text in _read(file))
    sentences = list(dict.fromkeys(text for text in found if text))
    if not sentences:
        raise DataError(f"there is no sentence in {', '.join(map(str, files)) or 'no file'}")
    return sentences


def _read(file: Path) -> Iterable[object]:
    if file.suffix not in FORMS:
        raise DataError(f"{file}: unknown kind of text{did_you_mean(file.suffix, FORMS)}")
    try:
        return FORMS[file.suffix](file)
    except OSError as error:
        raise DataError(f"cannot read {file}: {error.strerror}") from error
    except KeyError:
        raise DataError(f"{file} should hold its sentences under {COLUMN!r}") from None
    except (ValueError, TypeError) as error:  # not UTF-8, no JSON, no table, a list of other things
        raise DataError(f"cannot read {file} as {file.suffix}: {error}") from error


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines()


def _json(file: Path) -> list[object]:
    return [row[COLUMN] for row in json.loads(file.read_text(encoding="utf-8-sig"))]


def _json_lines(file: Path) -> list[object]:
    return [json.loads(line)[COLUMN] for line in _lines(file) if line.strip()]


def _csv(file: Path) -> list[object]:
    return list(pd.read_csv(file, dtype=str, keep_default_na=False)[COLUMN])


FORMS: dict[str, Callable[[Path], Iterable[object]]] = {
    ".txt": _lines,
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _csv,
}
