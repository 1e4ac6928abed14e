"""encode_dataset: what it holds, and that it is tokenized once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from relsearch.errors import DataError, ResourceError
from relsearch.text import cache
from relsearch.text.cache import encode_dataset

LABELS = ("no_relation", "per:title")


@pytest.fixture
def examples(make_example):
    return [make_example(label=label, id=str(label)) for label in ("per:title", None)]


def test_rows_hold_what_the_encoder_made(kind, examples, make_encoder, tmp_path: Path) -> None:
    encoder = make_encoder(kind, prompt="s_and_o", input_format="entity_marker")
    dataset = encode_dataset(examples, encoder, labels=LABELS, cache_dir=tmp_path)
    expected = encoder.encode(examples)
    assert [{name: row[name] for name in expected[0]} for row in dataset] == expected
    assert dataset["label"][:] == [1, -1]
    assert dataset["length"][:] == [len(row["input_ids"]) for row in expected]


def test_the_second_call_tokenizes_nothing(examples, make_encoder, tmp_path, monkeypatch) -> None:
    encoder = make_encoder()
    first = encode_dataset(examples, encoder, labels=LABELS, cache_dir=tmp_path)
    monkeypatch.setattr(encoder, "encode", lambda examples: pytest.fail("tokenized again"))
    second = encode_dataset(examples, encoder, labels=LABELS, cache_dir=tmp_path)
    assert first[:] == second[:]


def test_the_file_is_on_the_disk_before_it_has_its_name(
    examples, make_encoder, tmp_path: Path, monkeypatch
) -> None:
    placed = []
    monkeypatch.setattr(cache, "put_in_place", lambda file, path: placed.append(file.rename(path)))
    encode_dataset(examples, make_encoder(), labels=LABELS, cache_dir=tmp_path)
    assert [path.suffix for path in placed] == [".arrow"]


def test_the_file_is_memory_mapped(examples, make_encoder, tmp_path: Path) -> None:
    dataset = encode_dataset(examples, make_encoder(), labels=LABELS, cache_dir=tmp_path)
    assert [Path(file["filename"]).parent for file in dataset.cache_files] == [tmp_path]


def test_concurrent_workers_tokenize_once(examples, make_encoder, tmp_path, monkeypatch) -> None:
    encoder, calls = make_encoder(), []
    encode = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda rows: calls.append(rows) or encode(rows))

    def work(_: int) -> int:
        return len(encode_dataset(examples, encoder, labels=LABELS, cache_dir=tmp_path))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [2] * 4
    assert len(calls) == 1


def test_a_worker_that_died_while_writing_leaves_nothing_behind(
    examples, make_encoder, tmp_path: Path, monkeypatch
) -> None:
    encoder = make_encoder()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(cache, "_columns", interrupt)
        encode_dataset(examples, encoder, labels=LABELS, cache_dir=tmp_path)
    assert not list(tmp_path.glob("*.arrow"))
    assert len(encode_dataset(examples, encoder, labels=LABELS, cache_dir=tmp_path)) == 2
    assert not list(tmp_path.glob("*.tmp"))


def interrupt(*args: object, **settings: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("change", ["rows", "labels", "encoder"])
def test_whatever_changes_the_rows_makes_a_new_file(
    change: str, examples, make_encoder, tmp_path: Path
) -> None:
    encode_dataset(examples, make_encoder(), labels=LABELS, cache_dir=tmp_path)
    encode_dataset(
        examples[:1] if change == "rows" else examples,
        make_encoder(prompt="quiz") if change == "encoder" else make_encoder(),
        labels=LABELS[::-1] if change == "labels" else LABELS,
        cache_dir=tmp_path,
    )
    assert len(list(tmp_path.glob("*.arrow"))) == 2


def test_the_cache_lies_where_the_variable_says(
    examples, make_encoder, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / "here"))
    encode_dataset(examples, make_encoder(), labels=LABELS)
    assert list((tmp_path / "here").glob("*.arrow"))


def test_a_folder_that_cannot_be_made_is_an_error(examples, make_encoder, tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ResourceError, match="set RELSEARCH_CACHE"):
        encode_dataset(examples, make_encoder(), labels=LABELS, cache_dir=tmp_path / "file" / "in")


def test_an_empty_part_is_an_empty_data_set(make_encoder, tmp_path: Path) -> None:
    assert len(encode_dataset([], make_encoder(), labels=LABELS, cache_dir=tmp_path)) == 0


def test_an_unknown_label_names_the_row(make_example, make_encoder, tmp_path: Path) -> None:
    stray = make_example(label="per:titel")
    with pytest.raises(DataError, match="row-7: unknown label 'per:titel'; did you mean"):
        encode_dataset([stray], make_encoder(), labels=LABELS, cache_dir=tmp_path)
