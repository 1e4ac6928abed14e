"""data split: a file of examples as train and held-out parts, or as folds, with a leak report."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from relsearch.data import Example, carve, fingerprint, read_examples
from relsearch.data.duplicates import Shared, find_shared
from relsearch.data.sets import find_origin, write_set
from relsearch.data.splits import NO_FOLDS_BY_ENTITY, By, folds
from relsearch.data.target import ESTIMATORS, Estimator, LabelledFile, target_of
from relsearch.errors import ConfigError, DataError, StudyError
from relsearch.study import corpus_of, open_study
from relsearch.training.estimates import estimate_prior

Parts = dict[str, tuple[Example, ...]]


@dataclass(frozen=True)
class Division:
    """The parts that a file was split into, what they share, and the folder of their version."""

    parts: Mapping[str, tuple[Example, ...]]
    shared: tuple[Shared, ...]
    folder: Path


def data_split(
    file: Path,
    *,
    reader: str,
    output: Path,
    shares: Mapping[str, float],
    fold_count: int | None = None,
    by: By = "sentence",
    seed: int = 42,
    like: str | None = None,
    study: str | Path | None = None,
    results: str | Path = "results",
) -> Division:
    """Split ``file`` and write its parts as a version in ``output``, with leaks and label counts.

    ``shares`` (dev, select, test) are of all rows; train is the rest, which ``fold_count`` divides
    into folds. ``like`` shapes the parts that have a share: a labelled file whose label
    distribution they take, or ``bbse`` or ``em`` for the one that ``study``'s best trial finds in
    its test rows. Raises ConfigError for shares that leave no train, folds by entity, or a ``like``
    with nothing to shape.
    """
    _check_shares(shares)
    if fold_count is not None and by == "entity":
        raise ConfigError(NO_FOLDS_BY_ENTITY)
    if like is not None and not any(shares.values()):
        raise ConfigError(
            "--like has nothing to shape: it gives dev, select and test the labels' shares of a"
            " target, but none of them was asked for, and folds hold out each row once, as they"
            " come; give --select or --test a share, or leave --like out"
        )
    examples = read_examples(file, reader=reader).examples
    prior = None
    if like is not None:
        prior = shares_of(like, reader=reader, study=study, results=results)
    parts = _carve_parts(examples, shares, by=by, seed=seed, prior=prior)
    if fold_count is not None:
        parts |= _fold(parts.pop("train"), fold_count, by=by, seed=seed)
    shared = tuple(_shared(parts))
    source = find_origin(file, examples) or {"fingerprint": fingerprint(examples)}
    made: dict[str, Any] = {
        "command": "split",
        "source": {"file": file.name, **source},
        "shares": dict(shares),
        "folds": fold_count,
        "by": by,
        "seed": seed,
        "like": prior,
    }
    tables = {"leaks": list(map(leak_row, shared)), "labels": list(label_rows(parts))}
    return Division(parts, shared, write_set(output, parts, made=made, tables=tables))


def shares_of(
    like: str, *, reader: str, study: str | Path | None, results: str | Path
) -> dict[str, float]:
    """Return the share of each label that ``like`` stands for."""
    if like in ESTIMATORS:
        return _estimated(like, study, results)
    return target_of(LabelledFile(file=Path(like)), reader=reader, key="--like")


def leak_row(shared: Shared) -> dict[str, object]:
    """Return what two parts share as a row of a table."""
    return {**asdict(shared), "parts": " / ".join(shared.parts)}


def label_rows(parts: Mapping[str, Sequence[Example]]) -> Iterator[dict[str, object]]:
    """Yield how many rows of each part have a label, the most frequent first."""
    counts = {name: Counter(row.label for row in rows) for name, rows in parts.items()}
    for label, _ in sum(counts.values(), Counter()).most_common():
        yield {"label": label, **{name: counted[label] for name, counted in counts.items()}}


def _estimated(
    estimator: Estimator, study: str | Path | None, results: str | Path
) -> dict[str, float]:
    """Estimate the labels of a study's test rows from its best trial's probabilities."""
    opened = open_study(study, results=results)
    best = next(iter(opened.ranked()), None)
    parts = {} if best is None else opened.predictions(best.number).parts
    if best is None or "test" not in parts:
        raise StudyError(
            f"--like {estimator} estimates from test rows, but study {opened.folder.name} has no"
            " predictions of any; search once with data.test, or give --like a labelled file"
        )
    corpus = corpus_of(opened)
    return estimate_prior(
        estimator,
        [str(row.label) for row in corpus.dev],
        parts["dev"].probabilities,
        parts["test"].probabilities,
        labels=opened.predictions(best.number).labels,
    )


def _check_shares(shares: Mapping[str, float]) -> None:
    if min(shares.values(), default=0) < 0 or sum(shares.values()) >= 1:
        said = ", ".join(f"{name}={share}" for name, share in shares.items())
        raise ConfigError(f"shares >= 0 must hold, and leave rows for train, but got {said}")


def _carve_parts(
    examples: tuple[Example, ...],
    shares: Mapping[str, float],
    *,
    by: By,
    seed: int,
    prior: Mapping[str, float] | None,
) -> Parts:
    """Return train and each part that has a share; DataError for one that gets no row."""
    rest, parts = examples, Parts()
    for name in [name for name, share in shares.items() if share]:
        share = shares[name] * len(examples) / len(rest)
        rest, parts[name] = carve(rest, share=share, by=by, seed=seed, prior=prior)
        if not parts[name]:
            raise DataError(
                f"cannot carve {name} from {len(rest)} rows by {by}: no label has any to spare"
            )
    return {"train": rest, **parts}


def _fold(examples: Sequence[Example], count: int, *, by: By, seed: int) -> Parts:
    """Return the parts ``fold-0/train``, ``fold-0/dev``, ``fold-1/train``, …"""
    parts = Parts()
    for number, (train, dev) in enumerate(folds(examples, count=count, by=by, seed=seed)):
        parts |= {f"fold-{number}/train": train, f"fold-{number}/dev": dev}
    return parts


def _shared(parts: Parts) -> Iterator[Shared]:
    """Yield what every two parts share, but not across folds, which share rows by design."""
    homes = {name: name.rpartition("/")[0] for name in parts}
    found = {
        one.parts: one
        for home in dict.fromkeys(homes.values())
        for one in find_shared({name: parts[name] for name in parts if homes[name] in ("", home)})
    }
    yield from found.values()
