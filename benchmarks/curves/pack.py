"""Packs the lines of record.py into the parquet file that `relsearch replay` reads.

python benchmarks/curves/pack.py build/curves.jsonl build/curves.parquet
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from relsearch.config import load_space

SPACE = Path(__file__).with_name("space.yaml")
PARTS = ("dev", "held_out")


def main() -> None:
    """Write one row an evaluation, and the space among the file's attributes."""
    lines, output = map(Path, sys.argv[1:])
    space = load_space(SPACE).space
    runs = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    frame = pd.DataFrame(row for run in runs for row in rows_of(run, [*space]))
    frame.attrs["space"] = {key: spelt(dim.model_dump(mode="json")) for key, dim in space.items()}
    frame.to_parquet(output, index=False, compression="zstd")
    print(f"{len(runs)} runs, {len(frame)} evaluations: {output}")


def rows_of(run: dict[str, Any], keys: list[str]) -> Iterator[dict[str, Any]]:
    """Yield one row an evaluation; a key that was not active is empty."""
    for point in run["evaluations"]:
        scores = {
            f"{part}_{metric}": score for part in PARTS for metric, score in point[part].items()
        }
        place = {key: point[key] for key in ("epoch", "share", "seconds")}
        values = {key: run["values"].get(key) for key in keys}
        yield {"run": run["number"], **values, "evaluation": point["number"], **place, **scores}


def spelt(dimension: dict[str, Any]) -> dict[str, Any]:
    """Return a dimension as a search file spells it, its defaults left out."""
    return {key: value for key, value in dimension.items() if value not in (None, False, {})}


if __name__ == "__main__":
    main()
