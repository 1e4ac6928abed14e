"""Material: a study, and what the sections of its report are made from."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from relsearch.data import Corpus
from relsearch.errors import RelsearchError, StudyError
from relsearch.report.answers import Answers, answers, examined_part
from relsearch.study import Journal, Record, Study, corpus_of
from relsearch.study.rows import labelled_parts
from relsearch.study.standing import Guard, Optimism, guard
from relsearch.study.yardstick import Yardstick
from relsearch.training.intervals import Interval

if TYPE_CHECKING:
    import optuna


@dataclass(frozen=True)
class Material:
    """A study; ``corpus`` holds its rows, or is None where they are gone: ``absence`` says why."""

    study: Study
    corpus: Corpus | None
    absence: str = ""

    @staticmethod
    def of(study: Study, corpus: Corpus | None = None) -> "Material":
        """Return the material of a study, its corpus loaded again where none is given."""
        try:
            return Material(study, corpus or corpus_of(study))
        except RelsearchError as error:
            return Material(study, None, str(error))

    @cached_property
    def records(self) -> list[Record]:
        """Records of the finished trials, by number."""
        return self.study.records()

    @cached_property
    def ranked(self) -> list[Record]:
        """Trials with a score, best first."""
        return self.study.ranked()

    @property
    def metric(self) -> str:
        """The metric that is optimised."""
        return self.study.config.search.metric

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The configuration keys in which ranked trials differ."""
        keys = dict.fromkeys(key for record in self.ranked for key in record.values)
        return tuple(
            key for key in keys if len({str(record.values.get(key)) for record in self.ranked}) > 1
        )

    @cached_property
    def journal(self) -> "optuna.Study | None":
        """The Optuna study; None where its journal is missing or torn."""
        try:
            file = self.study.folder.mirror.fetch_grown(self.study.folder.journal)
            return Journal.load(file, space=self.study.config.space).study
        except StudyError:
            return None

    @cached_property
    def span(self) -> timedelta | None:
        """The time from the first trial's start to the last one's end."""
        trials = self.journal.get_trials(deepcopy=False) if self.journal else []
        starts = [trial.datetime_start for trial in trials if trial.datetime_start]
        ends = [trial.datetime_complete for trial in trials if trial.datetime_complete]
        return max(ends) - min(starts) if starts and ends else None

    @cached_property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The labelled parts, dev first, and how they are scored; none where the rows are gone."""
        corpus = self.corpus
        parts = [] if corpus is None else labelled_parts(corpus)
        return tuple(Yardstick.of(self.study, corpus, part) for part in parts if corpus)

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """The best trial's score on each labelled part; none where predictions are gone."""
        try:
            predictions = self.study.predictions(self.ranked[0].number)
            return {one.part: one.interval(one.answers(predictions)) for one in self.yardsticks}
        except (StudyError, IndexError):
            return {}

    @cached_property
    def band(self) -> Interval | None:
        """The interval of the best score on dev, where it is one of the metric optimised."""
        same = self.yardsticks and self.yardsticks[0].metric == self.metric
        return self.intervals.get("dev") if same else None

    @cached_property
    def optimism(self) -> Optimism | None:
        """How far the best trial's dev score lies above its others; None where that is gone."""
        try:
            predictions = self.study.predictions(self.ranked[0].number)
            return Optimism.of(self.yardsticks, predictions) if self.yardsticks else None
        except (StudyError, IndexError):
            return None

    @cached_property
    def guard(self) -> Guard | None:
        """Whether the search beat its baselines; None where that cannot be told."""
        try:
            return None if self.corpus is None else guard(self.study, self.corpus)
        except StudyError:
            return None

    def answers(self, record: Record, part: str | None = None) -> Answers:
        """What a trial said of a labelled part, else the one that is examined.

        Raises StudyError when that is not known.
        """
        if self.corpus is None:
            raise StudyError(self.absence)
        part = part or examined_part(self.corpus)
        return answers(self.study.predictions(record.number), self.corpus, part)
