"""Finalists: the best trials repeated over seeds, ranked by their mean, the first two compared.

A single run's score holds its seed's luck, and the best of many single scores holds the most.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from statistics import mean, stdev
from typing import Any

from relsearch.data.example import Corpus
from relsearch.files import whole_file
from relsearch.study.folder import TrialFolder
from relsearch.study.predictions import Predictions
from relsearch.study.record import Record
from relsearch.study.rows import labelled_parts, selection_part
from relsearch.study.study import Study
from relsearch.study.yardstick import Yardstick
from relsearch.training.intervals import Difference
from relsearch.training.metrics import Floats


@dataclass(frozen=True, eq=False)
class Finalist:
    """A trial, its score in the search, and those of its repeats, on the rows that rank them."""

    number: int
    searched: float
    scores: tuple[float, ...]
    runs: tuple[Floats, ...]  # the repeats' probabilities: (n, labels) each
    on_test: tuple[Floats, ...]  # the same of test's rows; none where those are not labelled

    @property
    def mean(self) -> float:
        """The mean over seeds."""
        return mean(self.scores)

    @property
    def sd(self) -> float | None:
        """The standard deviation over seeds; None for a single one."""
        return stdev(self.scores) if len(self.scores) > 1 else None


@dataclass(frozen=True)
class Final:
    """The finalists, the best mean first, on a ``part``; ``lead`` is the first's over the second's.

    ``lead`` is None for a single finalist, ``tested`` where no rows of test are labelled.
    """

    finalists: tuple[Finalist, ...]
    part: str
    metric: str
    lead: Difference | None
    tested: Yardstick | None

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a finalist."""
        return [
            {
                "rank": rank,
                "trial": one.number,
                "seeds": len(one.scores),
                "mean": one.mean,
                "sd": one.sd,
                "lowest": min(one.scores),
                "highest": max(one.scores),
                "searched": one.searched,
                **self._test(one),
            }
            for rank, one in enumerate(self.finalists, start=1)
        ]

    def _test(self, finalist: Finalist) -> dict[str, float | None]:
        """Return the mean over seeds on test and its 95 % interval, which holds seeds and rows."""
        if self.tested is None:
            return dict.fromkeys(("test", "test_low", "test_high"))
        interval = self.tested.mean_interval(finalist.on_test)
        return {"test": interval.score, "test_low": interval.low, "test_high": interval.high}

    def sentences(self) -> Iterator[str]:
        """Yield what the table means, and whether its first two can be told apart."""
        yield (
            f"mean {self.metric} over seeds on {self.part}, beside that of the one run searched;"
            " test is a mean too, with its 95 % interval over rows and seeds"
        )
        if self.lead:
            first, second = (one.number for one in self.finalists[:2])
            noise = "beyond noise" if self.lead.beyond_noise else "within noise"
            yield f"trial {first} against trial {second}: {self.lead}, {noise}"


def rank_finalists(study: Study, corpus: Corpus) -> Final | None:
    """Rank the trials that have finished repeats, by select rows (dev where there are none).

    None where no repeat has finished. A repeat that failed is left out.
    """
    yardstick, tested = Yardstick.of(study, corpus, selection_part(corpus)), _test_of(study, corpus)
    repeats = [(Record.load(place.record), place) for place in _finished(study)]
    complete = [(record, place) for record, place in repeats if record.state == "complete"]
    found = [
        _finalist(study, yardstick, tested, number, [place for _, place in group])
        for number, group in groupby(complete, key=lambda pair: pair[0].number)
    ]
    if not found:
        return None
    ranked = sorted(found, key=lambda one: -one.mean)
    lead = yardstick.difference(ranked[0].runs, ranked[1].runs) if len(ranked) > 1 else None
    return Final(tuple(ranked), yardstick.part, yardstick.metric, lead, tested)


@dataclass(frozen=True)
class Best:
    """The trials to build on, the best first, and the part or parts whose rows rank them so.

    ``part`` is ``select then dev`` where finalists come first and there are too few of them.
    """

    records: tuple[Record, ...]
    part: str


def best_trials(study: Study, corpus: Corpus, *, top: int | None = None) -> Best:
    """Return the trials to build on: finalists by their mean, then the others by their rank."""
    final, ranked = rank_finalists(study, corpus), study.ranked()
    order = [one.number for one in final.finalists] if final else []
    first = sorted(
        (record for record in ranked if record.number in order),
        key=lambda record: order.index(record.number),
    )
    best = tuple([*first, *(record for record in ranked if record not in first)][:top])
    parts = [final.part if final and record in first else "dev" for record in best]
    return Best(best, " then ".join(dict.fromkeys(parts)))


def write_finalists(study: Study, final: Final) -> None:
    """Write finalists.csv whole or not at all."""
    rows = final.rows()
    with (
        whole_file(study.folder.ranking) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    study.folder.mirror.send(study.folder.ranking)


def _finished(study: Study) -> Iterator[TrialFolder]:
    return (place for place in study.folder.finalists() if place.record.is_file())


def _finalist(
    study: Study,
    yardstick: Yardstick,
    tested: Yardstick | None,
    number: int,
    repeats: list[TrialFolder],
) -> Finalist:
    said = [Predictions.load(place.mirror.fetch(place.predictions)) for place in repeats]
    runs = [yardstick.answers(one) for one in said]
    return Finalist(
        number=number,
        searched=yardstick.score(yardstick.answers(study.predictions(number))),
        scores=tuple(yardstick.score(run) for run in runs),
        runs=tuple(runs),
        on_test=tuple(tested.answers(one) for one in said) if tested else (),
    )


def _test_of(study: Study, corpus: Corpus) -> Yardstick | None:
    """Return how test is scored, which has its own label shares: a metric under a prior is none."""
    if "test" not in labelled_parts(corpus):
        return None
    found = Yardstick.of(study, corpus, "test")
    return found.by("micro_f1") if found.metric == "prior_weighted_micro_f1" else found
