"""Prints the seconds until a study that exists is ready to be driven on; driver.py runs it."""

import sys
import time
from pathlib import Path

from relsearch.search.desk import Desk
from relsearch.search.opening import open_journal
from relsearch.search.pruning import build_judge
from relsearch.search.watch import Silent
from relsearch.study import Study, StudyFolder, adopt, take_up


def main() -> None:
    """Take the study up, adopt what is unseen, and rebuild the desk with its rungs."""
    study = Study(StudyFolder(Path(sys.argv[1])))
    config, made = study.config, study.resolved["made"]
    started = time.perf_counter()
    study, _ = take_up(study.folder, config, fingerprint=made["data_fingerprint"])
    journal = open_journal(study, new=False)
    adopt(study, journal)
    Desk(
        study=study,
        journal=journal,
        judge=build_judge(config.search.scheduler, longest=config.largest("epochs")),
        watcher=Silent(),
        stop=lambda number: None,
    )
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
