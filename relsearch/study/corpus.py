"""corpus_of: the rows that a study's trials saw, loaded again."""

from relsearch.data import Corpus, fingerprint
from relsearch.errors import StudyError
from relsearch.study.study import Study
from relsearch.training.corpus import prepare_corpus


def corpus_of(study: Study) -> Corpus:
    """Load the study's rows; StudyError when they are not those that its trials saw.

    Raises DataError when its files cannot be read.
    """
    corpus = prepare_corpus(study.config)
    before, now = study.resolved["made"]["data_fingerprint"], fingerprint(corpus)
    if now != before:
        raise StudyError(
            f"the data of study {study.folder.name} changed since its trials saw it"
            f" (fingerprint {before}, now {now}): stored predictions no longer match its labels;"
            " restore the files, or tune again under another --name"
        )
    return corpus
