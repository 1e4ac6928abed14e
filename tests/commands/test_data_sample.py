"""The sample written to files, and read back."""

from pathlib import Path

from relsearch.commands.data_sample import sample
from relsearch.data import DataConfig, load_corpus
from relsearch.data.sample import generate


def test_sample_writes_a_file_for_each_part_and_the_label_list(tmp_path: Path) -> None:
    files = sample(100, 42, tmp_path / "new")
    assert [file.name for file in files] == [
        "train.json",
        "dev.json",
        "select.json",
        "test.json",
        "relation_list.json",
    ]


def test_sample_reads_back_as_the_corpus_it_was(tmp_path: Path) -> None:
    train, dev, select, test, labels = sample(100, 7, tmp_path)
    data = DataConfig(
        reader="klue-json", train=train, dev=dev, select=select, test=test, labels=labels
    )
    assert load_corpus(data) == generate(100, 7)
