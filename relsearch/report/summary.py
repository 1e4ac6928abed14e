"""The summary: how many trials there were, what the best one reached, and what it all cost."""

from collections import Counter
from collections.abc import Iterator

from relsearch.report.blocks import Block, Paragraph, Tile, Tiles
from relsearch.report.material import Material
from relsearch.report.words import count, duration, short
from relsearch.study import Record
from relsearch.training.intervals import Interval

STATES = ("complete", "pruned", "failed")


def summary(material: Material) -> list[Block]:
    """Return the study in four figures and a few sentences."""
    return [Tiles(list(_tiles(material))), Paragraph(" ".join(_sentences(material)))]


def _tiles(material: Material) -> Iterator[Tile]:
    states = Counter[str](record.state for record in material.records)
    listed = ", ".join(f"{states[state]} {state}" for state in STATES if states[state])
    yield Tile("trials", str(len(material.records)), listed)
    if material.ranked:
        yield from _score_tiles(material, material.ranked[0])
    spent = sum(record.seconds for record in material.records)
    span = material.span.total_seconds() if material.span else spent
    yield Tile("time", duration(span), f"{duration(spent)} of training, {_share(material)}")


def _score_tiles(material: Material, best: Record) -> Iterator[Tile]:
    within = f", {_within(material.band)}" if material.band else ""
    yield Tile(f"best {material.metric}", f"{best.score:.2f}", f"on dev, optimised{within}")
    others = [part for part in material.intervals if part != "dev"]
    for part in others[-1:]:  # test where it is labelled
        interval = material.intervals[part]
        yield Tile(f"on {part}", f"{interval.score:.2f}", _within(interval))
    yield Tile("auprc", f"{best.auprc:.2f}", "on dev, at the same evaluation")


def _within(interval: Interval) -> str:
    return f"95 % interval {interval.low:.1f} to {interval.high:.1f}"


def _share(material: Material) -> str:
    """What one trial takes; GPUs left out of the search file mean one where there are any."""
    resources = material.study.config.resources
    gpus = f"{resources.gpus:g} GPU and " if resources.gpus else ""
    return f"{gpus}{resources.cpus:g} CPU a trial"


def _sentences(material: Material) -> Iterator[str]:
    ended, wanted = len(material.records), material.study.config.trials
    if ended < wanted:
        yield f"The study has not run all its trials: {ended} of {wanted} have ended."
    if not material.ranked:
        yield "None of them has a score."
        return
    best = material.ranked[0]
    settings = ", ".join(f"{key} {short(value)}" for key, value in best.values.items())
    yield f"Trial {best.number} is the best" + (f": {settings}." if settings else ".")
    yield from _rivals(material)
    for told in (material.optimism, material.guard):
        if told:
            said = str(told)
            yield f"{said[0].upper()}{said[1:]}."
    yield from _saved(material)


def _rivals(material: Material) -> Iterator[str]:
    """Yield how many trials the best one cannot be told from."""
    interval, others = material.band, len(material.ranked) - 1
    if interval is None or not others:
        return
    near = sum((record.score or 0) >= interval.low for record in material.ranked[1:])
    if not near:
        yield "No other trial comes within the interval of its score."
    else:
        yield (
            f"{near} of the {others} others score within its interval: on these rows, single runs"
            " that close are not told apart."
        )


def _saved(material: Material) -> Iterator[str]:
    """Yield what pruning saved, in epochs: seconds differ with what runs beside a trial."""
    run = sum(record.epochs_run for record in material.ranked)
    full = sum(record.config.epochs for record in material.ranked)
    pruned = sum(record.state == "pruned" for record in material.ranked)
    if pruned:
        yield (
            f"Pruning {count(pruned, 'trial')} saved {full - run:.0f} of {count(full, 'epoch')}"
            f" ({100 * (1 - run / full):.0f} %)."
        )
