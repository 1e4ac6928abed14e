"""Counts what a search asks of an object store: requests, by kind of file and by method.

Quickstart runs with its results on an S3 server on loopback (moto's) that notes every request.

    python benchmarks/scale/storage.py --trials 6 --work build/storage
"""

import argparse
import csv
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

TABLE = Path(__file__).with_name("storage.csv")
KINDS = {
    "resume": r"/resume\b",
    "checkpoint": r"/checkpoint\b",
    "journal": r"study\.journal",
    "lease": r"lease\.json",
    "predictions": r"predictions\.npz",
    "record": r"record\.json",
    "log": r"log\.txt",
    "leaderboard, report": r"leaderboard\.csv|report\.html",
}


def main() -> None:
    """Search, and write what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=6)
    parser.add_argument("--work", type=Path, required=True, help="a folder, made anew")
    options = parser.parse_args()
    options.work.mkdir(parents=True)
    log = options.work / "requests.csv"
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    words = [sys.executable, Path(__file__).with_name("storage_server.py"), str(port), log]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        search(f"http://127.0.0.1:{port}", options.trials, options.work)
    finally:
        server.terminate()
        server.wait()
    write(log, options.trials)


def search(endpoint: str, trials: int, work: Path) -> None:
    """Run quickstart on the server, as soon as it listens."""
    from pyarrow.fs import S3FileSystem

    os.environ |= {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "key"}
    os.environ |= {"AWS_SECRET_ACCESS_KEY": "secret", "RELSEARCH_CACHE": str(work.resolve())}
    port = int(endpoint.rpartition(":")[2])
    while True:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    bucket = S3FileSystem(endpoint_override=endpoint, allow_bucket_creation=True)
    bucket.create_dir("bucket")
    words = ["tune", "search_spaces/quickstart.yaml", "--trials", str(trials)]
    words += ["--results", "s3://bucket/results"]
    subprocess.run([sys.executable, "-m", "relsearch.cli", *words], check=True)


def write(log: Path, trials: int) -> None:
    """Write how many requests there were of each kind."""
    with log.open(newline="") as file:
        requests = Counter((kind_of(path), method) for method, path in csv.reader(file))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["trials", "kind", "method", "requests"])
        writer.writerows((trials, *key, requests[key]) for key in sorted(requests))


def kind_of(path: str) -> str:
    """Return what a request is about."""
    return next((kind for kind, form in KINDS.items() if re.search(form, path)), "other")


if __name__ == "__main__":
    main()
