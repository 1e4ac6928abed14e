"""Answers: what one trial said of a labelled part, row by row, beside what is right."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from relsearch.data import Corpus, Example
from relsearch.errors import StudyError
from relsearch.study import Predictions
from relsearch.study.rows import Rows, labelled_parts
from relsearch.training.metrics import Floats, Ids, Scores, label_ids, score


@dataclass(frozen=True, eq=False)
class Answers:
    """n rows of a part, and a trial's probabilities for them: (n, labels), in label order."""

    part: str
    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    no_relation: str | None
    probabilities: Floats

    @cached_property
    def gold(self) -> tuple[str, ...]:
        """The right label of each row."""
        return Rows.of(self.examples).gold or ()

    @cached_property
    def gold_ids(self) -> Ids:
        """The right label of each row as a position in ``labels``: (n,)."""
        return label_ids(self.gold, self.labels)

    @cached_property
    def said(self) -> Ids:
        """The label that the trial puts first in each row: (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @cached_property
    def confidence(self) -> Floats:
        """The probability of that label: (n,)."""
        return np.asarray(self.probabilities.max(axis=1))

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Where the trial is right: (n,)."""
        return np.asarray(self.said == self.gold_ids)

    @cached_property
    def scores(self) -> Scores:
        """Every figure of these rows."""
        return score(
            self.gold, self.probabilities, labels=self.labels, no_relation=self.no_relation
        )


def examined_part(corpus: Corpus) -> str:
    """Return the part whose errors are shown: test, which nothing was chosen on, if labelled."""
    return "test" if "test" in labelled_parts(corpus) else "dev"


def answers(predictions: Predictions, corpus: Corpus, part: str) -> Answers:
    """Match stored probabilities to a part's rows by id, and to its labels by name.

    Raises StudyError when the predictions lack one of them.
    """
    examples = getattr(corpus, part)
    stored = predictions.parts.get(part)
    row_of = {} if stored is None else {name: row for row, name in enumerate(stored.ids)}
    missing = [example.id for example in examples if example.id not in row_of]
    missing += [label for label in corpus.labels if label not in predictions.labels]
    if stored is None or missing:
        raise StudyError(f"the stored predictions of {part} lack {', '.join(missing[:3])}")
    rows = [row_of[example.id] for example in examples]
    columns = [predictions.labels.index(label) for label in corpus.labels]
    probabilities = stored.probabilities[np.ix_(rows, columns)].astype(np.float64)
    return Answers(part, examples, corpus.labels, corpus.no_relation, probabilities)
