"""cluster: what a user is told where Ray does not start, or is not there to join."""

import pytest

from relsearch.errors import ClusterError
from relsearch.search.cluster import cluster


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (None, "Ray did not start on this machine: The current node timed out.*\n.*same command"),
        ("10.0.0.1:6379", r"cannot reach Ray at 10\.0\.0\.1:6379: The current node"),
    ],
)
def test_a_ray_that_does_not_come_up_is_told_in_words(never_up, address, words):
    with pytest.raises(ClusterError, match=words), cluster(address):
        pass
