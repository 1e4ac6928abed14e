"""Descriptions: the parts of a data set as one table of rows, and the figures read off it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from relsearch.data.duplicates import find_duplicates, find_shared
from relsearch.data.example import Example

QUANTILES = {"median": 0.5, "90 %": 0.9, "99 %": 0.99, "longest": 1.0}
UNLABELLED, UNTYPED, NO_SOURCE = "(unlabelled)", "(no type)", "(none)"
Parts = Mapping[str, Sequence[Example]]
Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Description:
    """One row an example in ``frame``; ``tables`` by title, each a list of rows of the same keys.

    ``max_lengths`` are those at which rows were counted as cut; empty without an encoder.
    """

    frame: pd.DataFrame
    tables: Mapping[str, Records]
    max_lengths: Sequence[int] = ()


def frame_of(parts: Parts) -> pd.DataFrame:
    """Return one row an example: part, label, source, the types of both entities, characters."""
    rows = [
        (
            name,
            row.label or UNLABELLED,
            row.source or NO_SOURCE,
            row.subject.type or UNTYPED,
            row.object.type or UNTYPED,
            len(row.sentence),
        )
        for name, examples in parts.items()
        for row in examples
    ]
    columns = ["part", "label", "source", "subject", "object", "characters"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"part": pd.CategoricalDtype(list(parts))})


def describe(parts: Parts, frame: pd.DataFrame, *, max_lengths: Sequence[int]) -> Description:
    """Read the figures off ``frame``, `frame_of` the parts.

    With the columns tokens, needed, subject_unknown and object_unknown of `text.measure`, the
    figures that need an encoder are among them.
    """
    measured = "tokens" in frame
    tables = {
        "Labels": counts_and_shares(frame, "label"),
        "Label shift from the first part": shift(frame),
        "Sources": counts_and_shares(frame, "source"),
        "Subject types": counts_and_shares(frame, "subject"),
        "Object types": counts_and_shares(frame, "object"),
        "Type pairs, subject by object": records(pd.crosstab(frame["subject"], frame["object"])),
        "Lengths": lengths(frame),
        "Rows cut by max_length": cuts(frame, max_lengths) if measured else [],
        "Entities with an unknown piece, %": unknown(frame) if measured else [],
        "Duplicates": list(duplicates(parts)),
        "Shared by two parts": [
            {**asdict(one), "parts": " / ".join(one.parts)} for one in find_shared(parts)
        ],
    }
    found = {title: table for title, table in tables.items() if table}
    return Description(frame, found, max_lengths if measured else ())


def counts(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return how many rows of each part have each value, the most frequent value first."""
    table = pd.crosstab(frame[column], frame["part"])
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def counts_and_shares(frame: pd.DataFrame, column: str) -> Records:
    """Return the same as records, each count with its per cent of the part beside it."""
    table = counts(frame, column)
    shares = (100 * table / table.sum()).round(2)
    pairs = [one for part in table for one in (table[part], shares[part].rename(f"{part} %"))]
    return records(pd.concat(pairs, axis=1))


def shift(frame: pd.DataFrame) -> Records:
    """Return how far each part's labels are from the first part's.

    The distance is the total variation: the per cent of rows whose label would have to be another.
    """
    labelled = frame[frame["label"] != UNLABELLED]
    if labelled.empty:
        return []
    table = counts(labelled, "label")
    shares = 100 * table / table.sum()
    grown = shares.sub(shares.iloc[:, 0], axis=0)
    return [
        {
            "part": part,
            "distance": round(float(grown[part].abs().sum() / 2), 2),
            "grown most": f"{grown[part].idxmax()} +{grown[part].max():.1f}",
            "shrunk most": f"{grown[part].idxmin()} {grown[part].min():.1f}",
        }
        for part in shares.columns[1:]
    ]


def lengths(frame: pd.DataFrame) -> Records:
    """Return how long the rows of each part are; ``needed`` tokens cannot be cut."""
    asked = QUANTILES.items()
    return [
        {"part": part, "in": unit, **{name: float(rows[unit].quantile(q)) for name, q in asked}}
        for part, rows in frame.groupby("part", observed=True)
        for unit in ("characters", "tokens", "needed")
        if unit in rows
    ]


def cuts(frame: pd.DataFrame, max_lengths: Sequence[int]) -> Records:
    """Return how many rows of each part are cut, and how many do not fit even so."""
    parts = list(frame.groupby("part", observed=True))
    return [
        {
            "max_length": longest,
            **{f"{part} cut": int((rows["tokens"] > longest).sum()) for part, rows in parts},
            **{f"{part} unfit": int((rows["needed"] > longest).sum()) for part, rows in parts},
        }
        for longest in max_lengths
    ]


def unknown(frame: pd.DataFrame) -> Records:
    """Return the per cent of entities of each type with a piece that is not in the vocabulary."""
    roles = [
        pd.DataFrame(
            {"part": frame["part"], "type": frame[role], "unknown": frame[f"{role}_unknown"]}
        )
        for role in ("subject", "object")
    ]
    entities = pd.concat(roles)
    table = entities.groupby(["type", "part"], observed=True)["unknown"].mean().unstack()
    table.loc["all"] = entities.groupby("part", observed=True)["unknown"].mean()
    return records((100 * table).round(3))


def duplicates(parts: Parts) -> Iterator[dict[str, Any]]:
    """Yield for each part how often it says the same twice."""
    for name, examples in parts.items():
        groups = find_duplicates(examples)
        yield {
            "part": name,
            "rows": len(examples),
            "sentences": len({row.sentence for row in examples}),
            "groups of duplicates": len(groups),
            "rows in them": sum(len(group.examples) for group in groups),
            "contradictions": sum(group.contradicts_itself for group in groups),
        }


def records(table: pd.DataFrame) -> Records:
    """Return a table's rows as plain dicts, its index the first key."""
    table.columns = table.columns.astype(str)
    rows = table.reset_index().to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]
