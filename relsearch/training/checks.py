"""check_corpus: what a run refuses before it begins."""

from relsearch.data.example import Corpus
from relsearch.errors import DataError


def check_corpus(corpus: Corpus, *, estimated: bool) -> None:
    """Refuse a corpus that cannot be trained and evaluated on as asked: DataError.

    ``estimated``: a prior is to be, from the test rows.
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
    if estimated and not corpus.test:
        raise DataError("the prior is estimated from the rows of data.test, but there are none")
