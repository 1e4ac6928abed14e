"""predict: one checkpoint labels a file of examples, in the form of a submission."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsearch.data import read_examples
from relsearch.study.rows import Rows
from relsearch.training.entity_types import type_entities
from relsearch.voting.submission import write_submission
from relsearch.voting.vote import soft_vote


@dataclass(frozen=True)
class Prediction:
    """Where the predictions were written, for how many rows, and their scores if labelled."""

    output: Path
    rows: int
    scores: dict[str, Any] | None


def predict(
    checkpoint: Path, file: Path, *, reader: str, output: Path, entity_types: str | None = None
) -> Prediction:
    """Label every row of ``file`` and write ``id,pred_label,probs`` to ``output``.

    Entities without a type get one from the model ``entity_types``, as by the search file's key.
    Raises DataError for a file that cannot be read, CheckpointError for a folder that is no
    relsearch checkpoint.
    """
    examples = read_examples(file, reader=reader).examples
    if entity_types is not None:
        examples = type_entities(examples, entity_types)
    from relsearch.training.predict import Predictor

    predictor = Predictor(checkpoint)
    probabilities = predictor.probabilities(examples)
    vote = soft_vote(probabilities[None])  # a panel of one
    rows = Rows.of(examples)
    write_submission(output, vote, ids=rows.ids, labels=predictor.labels)
    return Prediction(output, len(examples), _scores(predictor, rows, probabilities))


def _scores(predictor: Any, rows: Rows, probabilities: Any) -> dict[str, Any] | None:
    from relsearch.training.metrics import score

    if rows.gold is None:
        return None
    labels, no_relation = predictor.labels, predictor.no_relation
    return dict(score(rows.gold, probabilities, labels=labels, no_relation=no_relation))
