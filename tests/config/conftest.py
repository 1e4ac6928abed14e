"""Search files written in a test, and their problems."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from relsearch.config import StudyConfig, parse_study
from relsearch.errors import ConfigError

Parse = Callable[[str], StudyConfig]
Problems = Callable[[str], tuple[str, ...]]
Write = Callable[[str], Path]


@pytest.fixture
def parse() -> Parse:
    """Parse sections of YAML; the study's name and its encoder stand there already."""
    return lambda text: parse_study(completed(text), source="study.yaml")


@pytest.fixture
def problems() -> Problems:
    """Return the problems of sections of YAML."""

    def problems_of(text: str) -> tuple[str, ...]:
        with pytest.raises(ConfigError) as caught:
            parse_study(completed(text), source="study.yaml")
        return caught.value.problems

    return problems_of


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a search file into a folder of its own."""

    def write_file(text: str) -> Path:
        file = tmp_path / "files" / "study.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(completed(text)), encoding="utf-8")
        return file

    return write_file


def completed(text: str) -> dict[str, Any]:
    return {"study": "hand", "fixed": {"encoder": "bundled/mini"}, **(yaml.safe_load(text) or {})}
