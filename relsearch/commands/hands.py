"""hands: what work on several trials is handed to: Ray over a cluster, or what the caller gives."""

from collections.abc import Iterator
from contextlib import contextmanager

from relsearch.config import StudyConfig
from relsearch.study.map import Map


@contextmanager
def hands(config: StudyConfig, *, address: str | None, given: Map | None) -> Iterator[Map]:
    """Yield the map that was given, else Ray's over a cluster that runs for as long.

    Each call takes a trial's share of the cluster. Raises ClusterError or ResourceError.
    """
    if given is not None:
        yield given
        return
    from relsearch.search.cluster import cluster
    from relsearch.search.placement import place
    from relsearch.search.ray_map import ray_map

    with cluster(address):
        yield ray_map(place(config.resources), at_once=config.search.max_concurrent)
