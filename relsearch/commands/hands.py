"""hands: what work on several trials is handed to: Ray over a cluster, or what the caller gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from relsearch.config import StudyConfig
from relsearch.repeats.repeat import Locate, as_named
from relsearch.study.map import Map


@contextmanager
def hands(
    config: StudyConfig,
    *,
    address: str | None,
    given: Map | None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Map]:
    """Yield the map that was given, else Ray's over a cluster that runs for as long.

    Each call takes a trial's share of the cluster, which may grow where it was joined at an
    ``address``. Raises ClusterError or ResourceError.
    """
    if given is not None:
        yield given
        return
    from relsearch.search.cluster import cluster
    from relsearch.search.placement import await_machines, place
    from relsearch.search.ray_map import ray_map

    joined, at_once = address is not None, config.search.max_concurrent
    with cluster(address):
        if joined:
            await_machines(say)
        yield ray_map(place(config.resources, joined=joined, asked=at_once), at_once=at_once)


def locator(config: StudyConfig, *, address: str | None) -> Locate:
    """Return what finds a study's encoders on every machine of the cluster, once that is there.

    On a cluster that was joined at an ``address`` it brings local folders of this machine along.
    """
    if address is None:
        return as_named
    from relsearch.search.encoders import pack_encoders, unpacked

    return partial(unpacked, parcels=pack_encoders(config))
