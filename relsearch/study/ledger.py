"""The checkpoint ledger: weights are kept for the best trials only, over the whole study."""

from collections.abc import Iterable

from relsearch.study.leaderboard import ranked
from relsearch.study.record import Record
from relsearch.study.study import Study


class Ledger:
    """The weights that finished trials hold: looked for once, then followed trial by trial."""

    def __init__(self, study: Study, records: Iterable[Record], *, keep: int) -> None:
        self._study, self._keep = study, keep
        self._held = [record for record in records if self._holds(record)]

    def add(self, record: Record) -> list[int]:
        """Take in a trial that has ended, and delete what then is beyond the best ``keep``."""
        self._held.append(record)
        return self.drop()

    def drop(self) -> list[int]:
        """Delete the checkpoints of finished trials beyond the best ``keep``; return their numbers.

        Trials that still run have no record and are left alone.
        """
        scored = [one for one in self._held if one.state != "failed" and one.score is not None]
        worth = ranked(scored)[: self._keep]
        kept = {record.number for record in worth}
        dropped = [one for one in self._held if one.number not in kept and self._holds(one)]
        for record in dropped:
            place = self._study.folder.trial(record.number)
            place.mirror.drop(place.checkpoint)
        self._held = worth
        return [record.number for record in dropped]

    def _holds(self, record: Record) -> bool:
        place = self._study.folder.trial(record.number)
        return place.mirror.has(place.checkpoint)
