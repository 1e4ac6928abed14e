"""Ray for the length of a search: a cluster of our own, or one that runs already."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import ray

from relsearch.errors import ClusterError

ENVIRONMENT = {
    "RAY_AIR_NEW_OUTPUT": "0",  # Ray's table gives way to ours
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing leaves the machine
    "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1",  # the journal is the log
    "TUNE_DISABLE_SIGINT_HANDLER": "1",  # Ctrl-C is ours
    "TUNE_GLOBAL_CHECKPOINT_S": "86400",  # Ray's snapshots are never read
    "TUNE_WARN_EXCESSIVE_EXPERIMENT_CHECKPOINT_SYNC_THRESHOLD_S": "0",
}


@contextmanager
def cluster(address: str | None) -> Iterator[str]:
    """Start Ray here, or join the cluster at ``address``; yield the dashboard's URL, or
    nothing where it did not start, which Ray takes no harm from.

    Without an address a fresh local cluster is started, whatever RAY_ADDRESS says.
    Raises ClusterError when there is no cluster to join, or none can be started.
    """
    ending = signal.getsignal(signal.SIGTERM)
    os.environ.update({key: value for key, value in ENVIRONMENT.items() if key not in os.environ})
    try:
        context = ray.init(
            address=address or "local",
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except Exception as error:  # Ray raises bare ones, as when a node does not come up in its 30 s
        raise ClusterError(_why_not(address, error)) from error
    with suppress(ValueError):  # outside the main thread Ray leaves signals alone, as one must
        signal.signal(signal.SIGTERM, ending)  # Ray's own handler exits without a word
    try:
        yield f"http://{context.dashboard_url}" if context.dashboard_url else ""
    finally:
        ray.shutdown()


def _why_not(address: str | None, error: Exception) -> str:
    if address:
        return f"cannot reach Ray at {address}: {error}"
    return (
        f"Ray did not start on this machine: {error}\nA machine that is busy with other work may be"
        " too slow for it; give the same command again when it is less so"
    )
