"""predict: one checkpoint labels a file of examples, in the form of a submission."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from relsearch.data import read_examples
from relsearch.errors import CheckpointError
from relsearch.study.rows import Rows
from relsearch.training.entity_types import type_entities
from relsearch.training.intervals import Interval, intervals
from relsearch.training.metrics import score
from relsearch.training.type_mask import masked
from relsearch.voting.submission import write_submission
from relsearch.voting.vote import soft_vote


@dataclass(frozen=True)
class Prediction:
    """Where the predictions were written, for how many rows, and their scores if labelled.

    ``intervals`` hold micro F1, AUPRC and accuracy with their 95 % intervals.
    """

    output: Path
    rows: int
    scores: dict[str, Any] | None
    intervals: dict[str, Interval] | None


def predict(
    checkpoint: Path,
    file: Path,
    *,
    reader: str,
    output: Path,
    entity_types: str | None = None,
    mask_types: bool = False,
) -> Prediction:
    """Label every row of ``file`` and write ``id,pred_label,probs`` to ``output``.

    Rows of klue-2021-tsv get the one column of their task.
    Entities without a type get one from the model ``entity_types``, as by the search file's key.
    ``mask_types`` rules out relations that the checkpoint's training rows did not have between
    entities of such types. Raises DataError for a file that cannot be read, CheckpointError for a
    folder that is no relsearch checkpoint or knows no types.
    """
    examples = read_examples(file, reader=reader).examples
    if entity_types is not None:
        examples = type_entities(examples, entity_types)
    from relsearch.training.predict import Predictor

    predictor = Predictor(checkpoint)
    probabilities: NDArray[Any] = predictor.probabilities(examples)
    rows = Rows.of(examples)
    if mask_types:
        probabilities = masked(probabilities, _allowed(predictor, checkpoint, rows))
    vote = soft_vote(probabilities[None])  # a panel of one
    write_submission(output, vote, ids=rows.ids, labels=predictor.labels, reader=reader)
    if rows.gold is None:
        return Prediction(output, len(examples), None, None)
    task: dict[str, Any] = {"labels": predictor.labels, "no_relation": predictor.no_relation}
    scores = dict(score(rows.gold, probabilities, **task))
    return Prediction(output, len(examples), scores, intervals(rows.gold, probabilities, **task))


def _allowed(predictor: Any, checkpoint: Path, rows: Rows) -> Any:
    if predictor.types is None:
        raise CheckpointError(
            f"{checkpoint} does not tell which relations its training rows had between which"
            " types: it was trained before they were kept; train it again, or leave the mask out"
        )
    return predictor.types.allowed(rows.types, predictor.labels)
