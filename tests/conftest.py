"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data: $RELSEARCH_SHARED, else ``shared`` beside the project."""
    folder = Path(os.environ.get("RELSEARCH_SHARED", PROJECT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder}; set RELSEARCH_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random 2-layer BERT of two token types and a fast Korean tokenizer."""
    from tests.tiny import save_tiny_bert  # torch only for the tests that use it

    return save_tiny_bert(tmp_path_factory.mktemp("encoders") / "tiny-bert")


@pytest.fixture(scope="session")
def tiny_roberta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random 2-layer RoBERTa of one token type; its tokenizer sends two."""
    from tests.tiny import save_tiny_roberta

    return save_tiny_roberta(tmp_path_factory.mktemp("encoders") / "tiny-roberta")


@pytest.fixture
def never_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray, on a machine too busy to start it: it raises a bare exception."""
    import ray  # takes a second, which most tests need not spend

    def init(**options: object) -> None:
        raise Exception("The current node timed out during startup.")

    monkeypatch.setattr(ray, "init", init)


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The URL of an empty folder in a real S3 server on loopback, and the way to it in AWS_*."""
    from tests.s3 import running_s3

    with running_s3() as url:
        yield url
