"""replay: searches over recorded learning curves instead of training, to choose between them."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsearch.files import whole_file

if TYPE_CHECKING:
    from relsearch.config import StudyConfig
    from relsearch.search.replay.comparison import Comparison
    from relsearch.search.replay.curves import Curves

TRIALS = 32  # of a search that no file sizes
ESTIMATES = ("dev", "held_out", "seconds", "clock", "match")


def replay(
    curves: Path,
    *,
    spaces: Sequence[Path] = (),
    strategies: Sequence[str] = (),
    trials: int | None = None,
    repeats: int = 50,
    workers: int = 4,
    output: Path | None = None,
    on_repeat: Callable[[str, int], None] = lambda name, repeat: None,
) -> "list[Comparison]":
    """Simulate each search ``repeats`` times over recorded curves and compare what they reach.

    Without ``spaces`` the curves' own space is searched, by the ``strategies`` named or the usual
    ones. Each search file is searched by its own sampler and scheduler, or by each strategy named.
    With ``output``, replay.csv and replay.md are written there. Raises ConfigError for a file or
    strategy that cannot be replayed, DataError where there are no curves.
    """
    from relsearch.search.replay.comparison import compare
    from relsearch.search.replay.curves import read_curves

    recorded = read_curves(curves)
    searches = _searches(recorded, spaces, strategies, trials)
    found = compare(searches, recorded, repeats=repeats, workers=workers, on_repeat=on_repeat)
    if output is not None:
        _write_csv(output / "replay.csv", found)
        _write_markdown(output / "replay.md", found)
    return found


def _searches(
    curves: "Curves", spaces: Sequence[Path], strategies: Sequence[str], trials: int | None
) -> "dict[str, StudyConfig]":
    from relsearch.search.replay.searches import USUAL, by_strategy, of_file, over, with_search

    files = {str(path): of_file(path, curves.space) for path in spaces}
    named = list(strategies) or ([] if files else list(USUAL))
    found = {
        ": ".join(filter(None, (file, name))): by_strategy(config, name)
        for file, config in (files or {"": over(curves.space)}).items()
        for name in named
    }
    sized = found or files
    if not files or trials:
        sized = {name: with_search(one, trials=trials or TRIALS) for name, one in sized.items()}
    return sized


def table(found: "Sequence[Comparison]") -> list[dict[str, str]]:
    """Return one row a search, each figure with its interval."""
    return [
        {
            "search": one.name,
            "dev": f"{one.dev:.2f}",
            "held-out": f"{one.held_out:.2f}",
            "work, s": f"{one.seconds:.0f}",
            "clock, s": f"{one.clock:.0f}",
            f"work to match {found[0].name}, s": f"{one.match:.0f}",
        }
        for one in found
    ]


def _write_csv(path: Path, found: "Sequence[Comparison]") -> None:
    rows = [_flat(asdict(one)) for one in found]
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Return each estimate as three columns: ``dev``, ``dev_low``, ``dev_high``."""
    figures = {
        key if end == "mean" else f"{key}_{end}": round(figure, 3)
        for key in ESTIMATES
        for end, figure in row[key].items()
    }
    return {key: row[key] for key in ("name", "repeats", "trials")} | figures


def _write_markdown(path: Path, found: "Sequence[Comparison]") -> None:
    rows = table(found)
    lines = [[*rows[0]], ["---"] * len(rows[0]), *([*row.values()] for row in rows)]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    with whole_file(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
