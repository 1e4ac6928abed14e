"""check_corpus: what a run refuses before it begins."""

from relsearch.data.example import Corpus
from relsearch.errors import DataError


def check_corpus(corpus: Corpus, *, prior: object) -> None:
    """Refuse a corpus that cannot be trained and evaluated on as asked: DataError.

    A ``prior`` that is an estimator's name needs the test rows.
    """
    if not corpus.train:
        raise DataError("cannot train: the corpus has no training row")
    for part, examples in (("train", corpus.train), ("dev", corpus.dev)):
        unlabelled = [example.id for example in examples if example.label is None]
        if unlabelled:
            raise DataError(
                f"every row of {part} needs a label, but {len(unlabelled)} have none, "
                f"{unlabelled[0]} first; drop them or give them as data.test"
            )
    if isinstance(prior, str) and not corpus.test:
        raise DataError(
            f"prior: {prior} is estimated from the rows of data.test, but there are none"
        )
