"""Provokes the engine's faults in plain Ray Tune and in HF's hyperparameter search; tells what was.

One row of faults.csv for each thing seen. A fault that needs a small disk needs root.

    python benchmarks/engine/faults.py --work build/faults
"""

import argparse
import csv
import importlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

TABLE = Path(__file__).with_name("faults.csv")
TOOLS = {"ray": "faults_ray", "hf": "faults_hf"}
SEEN = "SEEN "  # what a fault prints before each thing that it saw


def main() -> None:
    """Provoke all faults, each in a process of its own, or one here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder")
    parser.add_argument("--only", nargs="+", default=(), metavar="TOOL.FAULT")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--here", help="provoke this one in this process")
    options = parser.parse_args()
    if options.here:
        provoke(options.here, options.work)
        return
    options.work.mkdir(parents=True, exist_ok=True)
    for tool, module in TOOLS.items():
        for fault in importlib.import_module(module).FAULTS:
            if not options.only or f"{tool}.{fault}" in options.only:
                append(options.table, tool, fault, apart(f"{tool}.{fault}", options.work.resolve()))


def provoke(name: str, work: Path) -> None:
    """Print what a fault does."""
    tool, _, fault = name.partition(".")
    faults: Mapping[str, object] = importlib.import_module(TOOLS[tool]).FAULTS
    work.mkdir(parents=True, exist_ok=True)
    try:
        for seen in faults[fault](work):
            print(f"{SEEN}{seen}", flush=True)
    except Exception as error:
        print(f"{SEEN}raised {type(error).__name__}: {str(error).splitlines()[-1:]}", flush=True)
        raise


def apart(name: str, work: Path) -> Iterator[str]:
    """Provoke a fault in another process and yield what it saw."""
    words = [sys.executable, __file__, "--here", name, "--work", str(work / name)]
    with (work / f"{name}.log").open("w+", encoding="utf-8") as log:
        subprocess.run(words, stdout=log, stderr=log, check=False)
        log.seek(0)
        yield from (line.removeprefix(SEEN).strip() for line in log if line.startswith(SEEN))


def append(table: Path, tool: str, fault: str, seen: Iterator[str]) -> None:
    """Add what was seen to the table."""
    new = not table.exists()
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(("tool", "fault", "seen"))
        for line in seen:
            writer.writerow((tool, fault, line))
            print(tool, fault, line, sep=" | ")


if __name__ == "__main__":
    main()
