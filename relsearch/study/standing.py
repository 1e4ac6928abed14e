"""Standing: how a study's best trial stands: intervals, optimism, and whether searching paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from relsearch.config import is_baseline
from relsearch.data.example import Corpus
from relsearch.study.predictions import Predictions
from relsearch.study.record import Record
from relsearch.study.rows import judging_part, labelled_parts
from relsearch.study.study import Study
from relsearch.study.yardstick import Yardstick
from relsearch.training.intervals import Difference, Interval

HEADLINE = ("micro_f1", "auprc")


@dataclass(frozen=True)
class Guard:
    """The best trial that the search found against the best that it was given to begin with."""

    found: Record
    given: Record
    difference: Difference
    part: str

    def __str__(self) -> str:
        """Say whether the search beat its baselines, and by how much."""
        points = self.difference.points
        if not self.difference.beyond_noise:
            verdict = "the search did not beat its baselines beyond noise"
        else:
            verdict = f"the search {'beat' if points > 0 else 'fell behind'} its baselines"
        return (
            f"{verdict}: trial {self.found.number} against trial {self.given.number}"
            f" on {self.part}, {self.difference}"
        )


@dataclass(frozen=True)
class Optimism:
    """By how many points of ``metric`` dev, which was optimised, lies above each other part.

    Both have the same label shares, dev's unless the metric brings a prior: a part with fewer
    no_relation rows scores higher, which is not the search's doing.
    """

    metric: str
    points: Mapping[str, float]

    @staticmethod
    def of(yardsticks: Sequence[Yardstick], predictions: Predictions) -> "Optimism":
        """Compare what one trial said of dev, the first, with what it said of the other parts."""
        dev, *others = yardsticks
        on_dev = dev.score(dev.answers(predictions))
        points = {
            one.part: on_dev - one.score_like(dev, one.answers(predictions)) for one in others
        }
        return Optimism(dev.metric, points)

    def __str__(self) -> str:
        """Say the gaps, or that there is nothing to tell them by."""
        if not self.points:
            return "optimism: there are no labelled rows beside dev, so these scores flatter"
        weighted = self.metric == "prior_weighted_micro_f1"
        shares = "under the study's prior" if weighted else "at its own label shares"
        gaps = [f"{points:+.2f} over {part}" for part, points in self.points.items()]
        return f"optimism of dev in {self.metric}, {shares}: {', '.join(gaps)}"


@dataclass(frozen=True)
class Standing:
    """The best trial with its scores: part -> metric -> interval.

    ``guard`` is None where only baselines, or none of them, have a score.
    """

    best: Record
    intervals: Mapping[str, Mapping[str, Interval]]
    optimism: Optimism
    guard: Guard | None

    def sentences(self) -> Iterator[str]:
        """Yield what stands under a leaderboard."""
        for part, by_metric in self.intervals.items():
            scores = ", ".join(f"{metric} {interval}" for metric, interval in by_metric.items())
            yield f"trial {self.best.number} on {part}: {scores}"
        yield str(self.optimism)
        yield str(self.guard or "baselines: none has a score yet that another trial could beat")


def standing(study: Study, corpus: Corpus) -> Standing | None:
    """Return how the best trial stands on the study's rows; None before any has a score."""
    ranked = study.ranked()
    if not ranked:
        return None
    predictions = study.predictions(ranked[0].number)
    yardsticks = [Yardstick.of(study, corpus, part) for part in labelled_parts(corpus)]
    return Standing(
        best=ranked[0],
        intervals={one.part: _intervals(one, predictions) for one in yardsticks},
        optimism=Optimism.of(yardsticks, predictions),
        guard=guard(study, corpus),
    )


def _intervals(yardstick: Yardstick, predictions: Predictions) -> dict[str, Interval]:
    answers = yardstick.answers(predictions)
    metrics = dict.fromkeys([yardstick.metric, *HEADLINE])
    return {metric: yardstick.by(metric).interval(answers) for metric in metrics}


def guard(study: Study, corpus: Corpus) -> Guard | None:
    """Compare the best trial found with the best baseline; None while one of them is missing."""
    ranked, config = study.ranked(), study.config
    given = [record for record in ranked if is_baseline(config, record.number, record.values)]
    found = [record for record in ranked if record not in given]
    if not given or not found:
        return None
    yardstick = Yardstick.of(study, corpus, judging_part(corpus))
    runs = ([yardstick.answers(study.predictions(one[0].number))] for one in (found, given))
    return Guard(found[0], given[0], yardstick.difference(*runs), yardstick.part)
