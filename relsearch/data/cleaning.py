"""Cleaning: decisions on single rows carried out, duplicates taken out, contradictions resolved."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from relsearch.components import look_up
from relsearch.data.duplicates import Group, find_duplicates
from relsearch.data.example import Example
from relsearch.errors import DataError, did_you_mean

Cause = Literal["decision", "duplicate", "contradiction"]
DROP = "drop"  # the decision that a row goes; any other is the label that it gets


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to one row and why; ``now`` is its new label, None where the row is gone.

    ``others`` are the ids of the rows that ask the same.
    """

    example: Example
    cause: Cause
    now: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cleaned:
    """The rows left, in file order; the duplicates found among all rows; every change."""

    examples: tuple[Example, ...]
    duplicates: tuple[Group, ...]
    changes: tuple[Change, ...]

    @property
    def contradictions(self) -> tuple[Group, ...]:
        """The duplicates whose rows have different labels."""
        return tuple(group for group in self.duplicates if group.contradicts_itself)


def drop(group: Group) -> Example | None:
    """Keep no row: nobody knows which label is right."""
    return None


def keep_first(group: Group) -> Example | None:
    """Keep the first row that has a label."""
    return _first(group, group.labels[0])


def majority(group: Group) -> Example | None:
    """Keep the first row with the most frequent label; no row when two labels are as frequent."""
    counts = Counter(row.label for row in group.examples if row.label is not None)
    (label, most), (_, next_most) = counts.most_common(2)
    return None if most == next_most else _first(group, label)


RULES: dict[str, Callable[[Group], Example | None]] = {
    "drop": drop,
    "keep-first": keep_first,
    "majority": majority,
}
"""What is kept of rows that ask the same and have different labels."""


def clean(
    examples: Sequence[Example], *, rule: str = "drop", decisions: Mapping[str, str] | None = None
) -> Cleaned:
    """Return the rows without duplicates and contradictions.

    ``decisions`` (id → a label of the rows, or ``drop``) come first; of rows that then ask the same
    and have one label the first is kept, of contradicting ones what ``rule`` of RULES says. Raises
    DataError listing decisions on rows or labels that there are not.
    """
    resolve = look_up(RULES, rule, kind="rule")
    decisions = decisions or {}
    _check_decisions(decisions, examples)
    decided = [row for row in (_decide(row, decisions) for row in examples) if row is not None]
    removed = dict(_removed(find_duplicates(decided), resolve))
    changes = [*_decided(examples, decisions), *removed.values()]
    places = {example.id: place for place, example in enumerate(examples)}
    return Cleaned(
        examples=tuple(example for example in decided if example.id not in removed),
        duplicates=tuple(find_duplicates(examples)),
        changes=tuple(sorted(changes, key=lambda change: places[change.example.id])),
    )


def _check_decisions(decisions: Mapping[str, str], examples: Sequence[Example]) -> None:
    """Refuse decisions on rows or labels that there are not, all of them at once."""
    ids = {example.id for example in examples}
    labels = {example.label for example in examples if example.label is not None}
    allowed = [DROP, *sorted(labels)]
    problems = [f"there is no row {row_id!r}" for row_id in decisions if row_id not in ids]
    problems += [
        f"row {row_id}: {decision!r} is no label of the rows{did_you_mean(decision, allowed)}"
        for row_id, decision in decisions.items()
        if decision not in allowed
    ]
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise DataError(f"{len(problems)} decisions cannot be carried out:\n{listed}")


def _decide(example: Example, decisions: Mapping[str, str]) -> Example | None:
    decision = decisions.get(example.id, example.label)
    return None if decision == DROP else replace(example, label=decision)


def _decided(examples: Sequence[Example], decisions: Mapping[str, str]) -> Iterator[Change]:
    """Yield what the decisions changed; one that confirms a label changes nothing."""
    for example in examples:
        decision = decisions.get(example.id, example.label)
        if decision == DROP:
            yield Change(example, "decision")
        elif decision != example.label:
            yield Change(example, "decision", decision)


def _removed(
    groups: Sequence[Group], resolve: Callable[[Group], Example | None]
) -> Iterator[tuple[str, Change]]:
    """Yield (id, change) of each row that goes because another asks the same."""
    for group in groups:
        at_odds = group.contradicts_itself
        cause: Cause = "contradiction" if at_odds else "duplicate"
        kept = resolve(group) if at_odds else _first(group, *group.labels[:1])
        for example in group.examples:
            others = tuple(row.id for row in group.examples if row is not example)
            if example is not kept:
                yield example.id, Change(example, cause, others=others)


def _first(group: Group, label: str | None = None) -> Example:
    """Return the first row of that label; of any, where none is given."""
    return next(row for row in group.examples if label in (None, row.label))
