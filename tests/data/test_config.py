"""The data section: its defaults, and all its problems at once."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from relsearch.data import DataConfig, SplitConfig


def problems_of(model: type[BaseModel], section: Any) -> dict[tuple[Any, ...], str]:
    with pytest.raises(ValidationError) as error:
        model.model_validate(section)
    return {fault["loc"]: fault["msg"] for fault in error.value.errors()}


def test_an_empty_section_is_the_sample() -> None:
    data = DataConfig.model_validate({})
    assert (data.reader, data.split) == ("sample", SplitConfig())


def test_every_problem_is_told_at_once() -> None:
    section = {"reader": "hub", "limit": 0, "train": "x", "revison": "v1", "split": {"by": "word"}}
    problems = problems_of(DataConfig, section)
    assert problems.keys() == {("name",), ("limit",), ("train",), ("revison",), ("split", "by")}


def test_problems_keep_their_path_inside_a_larger_model() -> None:
    class Whole(BaseModel):
        data: DataConfig

    problems = problems_of(Whole, {"data": {"limit": 0, "row": 9}})
    assert problems.keys() == {("data", "limit"), ("data", "row")}


@pytest.mark.parametrize(
    ("section", "at", "message"),
    [
        ({"reader": "klue_json"}, "reader", "unknown reader 'klue_json'; did you mean 'klue-json'"),
        ({"reader": "hub", "name": "a", "revison": 1}, "revison", "did you mean 'revision'"),
        ({"train": "x"}, "train", "reader 'sample' does not read 'train'; choose from rows, seed"),
        ({"reader": "jsonl"}, "train", "reader 'jsonl' needs train"),
        ({"reader": "hub"}, "name", "reader 'hub' needs name"),
        ({"reader": ["hub"]}, "reader", "unknown reader"),
    ],
)
def test_a_key_goes_with_its_reader(section: Any, at: str, message: str) -> None:
    assert message in problems_of(DataConfig, section)[(at,)]


def test_a_checked_section_is_frozen_and_survives_a_round_trip() -> None:
    data = DataConfig.model_validate({"reader": "jsonl", "train": "a.jsonl", "limit": 5})
    with pytest.raises(ValidationError, match="frozen"):
        data.limit = 6  # type: ignore[misc]
    assert DataConfig.model_validate(data.model_dump(mode="json")) == data
    assert DataConfig.model_validate(data) == data


def test_something_else_than_a_mapping_is_an_error() -> None:
    assert () in problems_of(DataConfig, ["klue-json"])
