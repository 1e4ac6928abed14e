"""Reads from a finished study what its trials cost beside training; writes a row a trial.

The figure is the time from a trial's asking to its end, less the seconds that its own record
counts. That leaves a worker's start, its imports, the encoder's loading, tokenizing, and the
writing at the end. Trials that were begun twice are left out.

    python benchmarks/scale/beside.py results/quickstart
"""

import argparse
import csv
import re
from pathlib import Path

from relsearch.study import Journal, Study, open_study

TABLE = Path(__file__).with_name("beside.csv")


def main() -> None:
    """Write the table of one study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path, help="a study's folder")
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["trial", "host", "state", "asked_to_ended_s", "training_s", "beside_s"])
        writer.writerows(rows_of(open_study(parser.parse_args().study)))


def rows_of(study: Study) -> list[tuple[object, ...]]:
    """Return a row for each trial that was begun once."""
    trials = Journal.load(study.folder.journal, space=study.config.space).study.trials
    rows: list[tuple[object, ...]] = []
    for record in study.records():
        log = study.folder.trial(record.number).log.read_text(encoding="utf-8")
        hosts = re.findall(r"^--- .* UTC, (.*?): trial", log, re.MULTILINE)
        asked, ended = trials[record.number].datetime_start, trials[record.number].datetime_complete
        if len(hosts) == 1 and asked and ended:
            lasted = (ended - asked).total_seconds()
            times = [round(seconds, 2) for seconds in (lasted, record.seconds)]
            rows.append(
                (record.number, hosts[0], record.state, *times, round(times[0] - times[1], 2))
            )
    return rows


if __name__ == "__main__":
    main()
