"""A corpus of a few words that a tiny encoder can learn, and a trial on it."""

import random
from pathlib import Path

import pytest
import torch

from relsearch.config.trial import TrialConfig
from relsearch.data.example import Corpus, Entity, Example

VERBS = {"no_relation": "보았다", "org:founded": "세웠다", "per:spouse": "만나 결혼했다"}


def make_example(number: int) -> Example:
    """Return a sentence whose verb tells the relation; its length depends on the number."""
    choose = random.Random(number).choice
    subject, other = choose(["가람", "나래", "다솜"]), choose(["한빛", "햇살"])
    label = list(VERBS)[number % 3]
    sentence = f"{subject}은 {'아주 ' * (number % 7)}{other}을 {VERBS[label]}."
    start = sentence.index(other)
    return Example(
        id=f"row-{number}",
        sentence=sentence,
        subject=Entity(0, 2, "PER"),
        object=Entity(start, start + 2, "ORG"),
        label=label,
    )


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """40 training rows, 12 of dev and 9 of each other part, all of the same three verbs."""
    rows = [make_example(number) for number in range(70)]
    return Corpus(
        labels=tuple(VERBS),
        no_relation="no_relation",
        train=tuple(rows[:40]),
        dev=tuple(rows[40:52]),
        select=tuple(rows[52:61]),
        test=tuple(rows[61:]),
    )


@pytest.fixture(scope="session")
def trial(tiny_encoder: Path) -> TrialConfig:
    """Two epochs of five updates: enough for a GRU on a random encoder to learn three verbs."""
    return TrialConfig(
        encoder=str(tiny_encoder),
        head="bigru",
        prompt="default",
        epochs=2,
        batch_size=8,
        lr=3e-3,
        head_lr_mult=5,
        max_length=64,
    )


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for encoded rows that all tests share, as the workers of a node do."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def one_thread():
    """Sums of a fixed order: the same figures each time, however many cores there are."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
