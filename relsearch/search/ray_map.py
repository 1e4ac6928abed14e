"""ray_map: a ``map`` whose calls are spread over the cluster, each with a trial's share of it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import ray
from ray.exceptions import RayError, RayTaskError

from relsearch.errors import ResourceError
from relsearch.search.placement import Placement
from relsearch.study.map import Map


def ray_map(placement: Placement, *, at_once: int | None = None, retries: int = 2) -> Map:
    """Return a map over Ray tasks, in order, of which at most ``at_once`` run at a time.

    A task whose worker is lost is tried again; its own errors come out as they are. Raises
    ResourceError for a worker that is lost each time.
    """
    task = ray.remote(_call).options(
        num_cpus=placement.cpus, num_gpus=placement.gpus, max_retries=retries
    )

    def over(function: Callable[..., Any], items: Iterable[Any]) -> Iterator[Any]:
        shared = ray.put(function)  # with its corpus: too large to travel with every task
        running: deque[Any] = deque()
        for item in items:
            if len(running) == at_once:
                yield _result(running.popleft())
            running.append(task.remote(shared, item))
        while running:
            yield _result(running.popleft())

    return over


def _call(function: Callable[..., Any], item: Any) -> Any:
    return function(item)


def _result(reference: Any) -> Any:
    try:
        return ray.get(reference)
    except RayTaskError:
        raise
    except RayError as error:
        raise ResourceError(
            f"a worker was lost again and again: {str(error).strip().splitlines()[0]};"
            " what was done is kept. For want of memory lower search.max_concurrent or"
            " fixed.batch_size, then give the same command again"
        ) from None
