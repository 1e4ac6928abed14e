"""A fingerprint changes with every field of every row, and with nothing else."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from relsearch.data import Corpus, Entity, Example, fingerprint

EXAMPLE = Example("a", "가 나", Entity(0, 1, "PER"), Entity(2, 3, "ORG"), "rules", "wikipedia")
CORPUS = Corpus(("none", "rules"), "none", train=(EXAMPLE,))


@pytest.mark.parametrize(
    "change",
    [
        {"id": "b"},
        {"sentence": "가 다"},
        {"subject": Entity(0, 1, "LOC")},
        {"object": Entity(1, 3, "ORG")},
        {"label": None},
        {"source": None},
    ],
)
def test_each_field_counts(change: dict[str, Any]) -> None:
    assert fingerprint([replace(EXAMPLE, **change)]) != fingerprint([EXAMPLE])


def test_order_counts() -> None:
    other = replace(EXAMPLE, id="b")
    assert fingerprint([EXAMPLE, other]) != fingerprint([other, EXAMPLE])


@pytest.mark.parametrize(
    "change",
    [{"labels": ("rules", "none")}, {"no_relation": None}, {"train": (), "dev": (EXAMPLE,)}],
)
def test_labels_and_parts_of_a_corpus_count(change: dict[str, Any]) -> None:
    assert fingerprint(replace(CORPUS, **change)) != fingerprint(CORPUS)


def test_notes_do_not_count() -> None:
    assert fingerprint(replace(CORPUS, notes=("a note",))) == fingerprint(CORPUS)


def test_another_process_agrees() -> None:
    code = (
        "from relsearch.data import Entity, Example, fingerprint; "
        f"print(fingerprint([{EXAMPLE!r}]))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == fingerprint([EXAMPLE])
    assert len(fingerprint([EXAMPLE])) == 16
