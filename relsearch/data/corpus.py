"""load_corpus: the data section made into a Corpus, with what was done to it in its notes."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from relsearch.data.config import DataConfig, SplitConfig
from relsearch.data.example import Corpus, Example
from relsearch.data.labels import find_no_relation, order_labels
from relsearch.data.novelty import novelty_notes
from relsearch.data.parts import read_parts
from relsearch.data.splits import carve, folds
from relsearch.data.target import target_of
from relsearch.errors import DataError

FEWEST_FOR_SELECT = 2000  # rows; with fewer to carve from, select is dev
ENOUGH = 0.9  # of the rows asked for: of a part with fewer it is said

Examples = tuple[Example, ...]


def load_corpus(data: DataConfig) -> Corpus:
    """Read the parts, limit train, carve what is missing from it and settle the label set.

    Train is limited first, so that carved parts are a share of the rows asked for. Raises DataError
    when a file cannot be read, a part is empty, or the negative label is not in the label set.
    """
    parts = read_parts(data)
    examples = dict(parts.examples)
    _require_rows(examples)
    notes = list(parts.notes)
    examples["train"] = _limited(examples["train"], data, notes)
    notes += _leaks(examples)  # before carving: carved parts do not share sentences with train
    whole, prior = examples["train"], _target(data, parts.label_names)
    _carve_missing(examples, data, notes, prior=prior)
    if prior is not None and examples["train"] is whole:
        notes.append("split.like shapes nothing: no part is carved from train")
    held_out = _fold(examples, data, notes) if data.split.folds else ()
    labels = order_labels(_labels_of(examples.values()), parts.label_names)
    no_relation = find_no_relation(labels, data.no_relation)
    corpus = Corpus(
        labels=labels,
        no_relation=no_relation,
        notes=tuple(notes),
        data_sets=parts.data_sets,
        folds=held_out,
        **examples,
    )
    carved = "dev" not in parts.examples
    return replace(corpus, notes=(*corpus.notes, *_remarks(corpus, carved=carved)))


def _require_rows(examples: Mapping[str, Examples]) -> None:
    empty = [name for name, rows in examples.items() if not rows]
    if empty:
        raise DataError(f"data has no rows left in {', '.join(empty)}; give a file that holds some")


def _limited(train: Examples, data: DataConfig, notes: list[str]) -> Examples:
    """Return a random ``limit`` rows in file order; the same limit and seed draw the same rows."""
    if data.limit is None or data.limit >= len(train):
        return train
    drawn = sorted(random.Random(data.split.seed).sample(range(len(train)), data.limit))
    notes.append(f"train: {data.limit:,} of {len(train):,} rows, drawn at random (limit)")
    return tuple(train[index] for index in drawn)


def _target(data: DataConfig, label_names: Sequence[str] | None) -> Mapping[str, float] | None:
    """Return the labels' shares that carved parts should have; None for those of train."""
    if data.split.like is None:
        return None
    key = "data.split.like"
    return target_of(data.split.like, reader=data.reader, key=key, label_names=label_names)


def _carve_missing(
    examples: dict[str, Examples],
    data: DataConfig,
    notes: list[str],
    *,
    prior: Mapping[str, float] | None,
) -> None:
    """Carve dev and select from train where they are not given; few rows share one part.

    Folds hold out every row of train in turn, so a dev that is given has other work to do.
    """
    rows = len(examples["train"])
    if data.split.folds:
        _reassign_dev(examples, notes)
    elif "dev" not in examples:
        _carve(examples, "dev", data.split.dev * rows, data, notes, prior=prior)
    if "select" in examples:
        return
    if rows < FEWEST_FOR_SELECT or not data.split.select:
        examples["select"] = examples.get("dev", ())
        few = f"fewer than {FEWEST_FOR_SELECT:,} rows to carve from"
        notes.append(f"select is dev: {few if data.split.select else 'split.select is 0'}")
    else:
        _carve(examples, "select", data.split.select * rows, data, notes, prior=prior)


def _carve(
    examples: dict[str, Examples],
    name: str,
    wanted: float,
    data: DataConfig,
    notes: list[str],
    *,
    prior: Mapping[str, float] | None,
) -> None:
    train, split = examples["train"], data.split
    rest, part = carve(train, share=wanted / len(train), by=split.by, seed=split.seed, prior=prior)
    if not part:
        raise DataError(
            f"cannot carve {name} from {len(train)} rows of train by {split.by}: no label has rows"
            f" to spare; give more rows, or rows of their own as data.{name}"
        )
    examples["train"], examples[name] = rest, part
    shape = "" if split.like is None else f", its labels' shares those of {split.like.file.name}"
    notes.append(f"{name}: {_carved(len(part), len(train), wanted, split)}{shape}")


def _carved(rows: int, train: int, wanted: float, split: SplitConfig) -> str:
    """Say how many rows a part got, and why it got fewer than asked for where it did."""
    said, asked = f"{rows:,} of {train:,} rows carved from train, by {split.by}", round(wanted)
    if rows >= ENOUGH * asked:
        return said
    tied = split.like is None and split.by != "row"
    return f"{said} ({asked:,} were asked for{'; others must stay together' if tied else ''})"


def _reassign_dev(examples: dict[str, Examples], notes: list[str]) -> None:
    """Have a given dev, which the folds replace, be select unless that is given as well."""
    given = examples.pop("dev", None)
    if given is None:
        return
    if "select" in examples:
        notes.append(
            f"dev: the {len(given):,} rows given are left out, folds of train replace them"
        )
    else:
        examples["select"] = given
        notes.append(f"select: the {len(given):,} rows given as dev, which folds of train replace")


def _fold(
    examples: dict[str, Examples], data: DataConfig, notes: list[str]
) -> tuple[frozenset[str], ...]:
    """Make dev of the rows that some fold of train holds out; return the ids of each fold."""
    train, split = examples["train"], data.split
    parts = folds(train, count=split.folds or 0, by=split.by, seed=split.seed)
    held_out = tuple(frozenset(row.id for row in part) for _, part in parts)
    if not all(held_out):
        raise DataError(
            f"cannot make {split.folds} folds of {len(train)} rows of train: one would hold out"
            " none; give more rows, or fewer data.split.folds"
        )
    judged = frozenset().union(*held_out)
    examples["dev"] = tuple(row for row in train if row.id in judged)
    examples["select"] = examples["select"] or examples["dev"]
    dev = f"dev: {len(examples['dev']):,} of {len(train):,} rows of train"
    notes.append(f"{dev}, each held out by one of {split.folds} folds, by {split.by}")
    return held_out


def _labels_of(parts: Iterable[Sequence[Example]]) -> set[str]:
    return {row.label for rows in parts for row in rows if row.label is not None}


def _remarks(corpus: Corpus, *, carved: bool) -> Iterator[str]:
    """Yield what a user should know of the finished parts; ``carved``: dev is of train."""
    if corpus.no_relation is None:
        yield "no label means 'no relation': micro_f1 counts every label"
    missing = [label for label in corpus.labels if label not in _labels_of([corpus.train])]
    if missing:
        yield f"no row of train has the label {', '.join(missing)}"
    yield from novelty_notes(corpus, carved=carved)


def _leaks(given: Mapping[str, Examples]) -> Iterator[str]:
    """Yield how many sentences of each part given are in train as well."""
    train = _sentences(given["train"])
    for name in [name for name in given if name != "train"]:
        shared = _sentences(given[name]) & train
        if shared:
            yield f"{name}: {len(shared):,} of its sentences also stand in train"


def _sentences(examples: Sequence[Example]) -> set[str]:
    return {example.sentence for example in examples}
