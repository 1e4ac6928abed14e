"""The study on disk: folder, Optuna journal, records, predictions, leaderboard, lock."""

from relsearch.study.corpus import corpus_of
from relsearch.study.finding import find_study, is_url, study_at, under
from relsearch.study.folder import StudyFolder, TrialFolder
from relsearch.study.journal import Asked, Journal
from relsearch.study.journal_file import mend
from relsearch.study.leaderboard import leaderboard, ranked, write_leaderboard
from relsearch.study.lock import claimed, locked
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
    "claimed",
    "corpus_of",
    "find_study",
    "is_url",
    "leaderboard",
    "locked",
    "mend",
    "open_study",
    "ranked",
    "standing",
    "study_at",
    "take_up",
    "under",
    "write_config",
    "write_leaderboard",
]
