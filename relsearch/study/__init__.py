"""The study on disk: folder, Optuna journal, records, predictions, leaderboard, lock."""

from relsearch.study.corpus import corpus_of
from relsearch.study.folder import StudyFolder, TrialFolder, find_study
from relsearch.study.journal import Asked, Journal, mend
from relsearch.study.leaderboard import leaderboard, ranked, write_leaderboard
from relsearch.study.lock import locked
from relsearch.study.predictions import PartPredictions, Predictions
from relsearch.study.record import EvaluationRecord, Record
from relsearch.study.session import adopt, begin, take_up
from relsearch.study.standing import Standing, standing
from relsearch.study.study import Study, open_study, write_config

__all__ = [
    "Asked",
    "EvaluationRecord",
    "Journal",
    "PartPredictions",
    "Predictions",
    "Record",
    "Standing",
    "Study",
    "StudyFolder",
    "TrialFolder",
    "adopt",
    "begin",
    "corpus_of",
    "find_study",
    "leaderboard",
    "locked",
    "mend",
    "open_study",
    "ranked",
    "standing",
    "take_up",
    "write_config",
    "write_leaderboard",
]
