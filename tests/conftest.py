"""Fixtures that every test may use."""

import os
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
