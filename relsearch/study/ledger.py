"""The checkpoint ledger: weights are kept for the best trials only, over the whole study."""

from relsearch.study.study import Study


def drop_checkpoints(study: Study, *, keep: int) -> list[int]:
    """Delete the checkpoints of finished trials beyond the best ``keep``; return their numbers.

    Trials that still run have no record and are left alone.
    """
    worth = {record.number for record in study.ranked()[:keep]}
    dropped = []
    for record in study.records():
        checkpoint = study.folder.trial(record.number).checkpoint
        if record.number not in worth and study.folder.mirror.has(checkpoint):
            study.folder.mirror.drop(checkpoint)
            dropped.append(record.number)
    return dropped
