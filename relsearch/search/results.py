"""Results: what the finished trials of a search leave: their records, weights and ranks."""

from relsearch.study import Record, Study
from relsearch.study.leaderboard import RunningLeaderboard
from relsearch.study.ledger import Ledger


class Results:
    """The finished trials, read once: what one more costs must not grow with those before it."""

    def __init__(self, study: Study) -> None:
        config = study.config
        self._records = {record.number: record for record in study.records()}
        self._ledger = Ledger(study, self._records.values(), keep=config.search.keep)
        self._ledger.drop()  # a driver may have died between a record and this
        self._leaderboard = RunningLeaderboard(study.folder, config.columns, self._records.values())

    def records(self) -> list[Record]:
        """Return the records, as trials ended."""
        return [*self._records.values()]

    def add(self, record: Record) -> None:
        """Take in a trial that has ended."""
        self._records[record.number] = record
        self._ledger.add(record)
        self._leaderboard.add(record)

    def write(self) -> None:
        """Write what waits to be written."""
        self._leaderboard.write()
