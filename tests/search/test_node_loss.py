"""A node of a real cluster is lost in the middle of a study: its trial goes on on another."""

import warnings
from contextlib import nullcontext

import pytest
import ray

from relsearch.commands.tune import tune
from relsearch.search.watch import Silent
from tests.search.test_run import space_file
from tests.search.verdict import counts_of, faults_of

TRIALS = 3
# A node that is gone refuses at once: three refusals, a second apart, rather than Ray's own five.
CHECKS = {
    "health_check_initial_delay_ms": 1000,
    "health_check_period_ms": 1000,
    "health_check_failure_threshold": 3,
}
OVERRIDES = [
    *(f"search.trials={TRIALS}", "search.scheduler.kind=none", "fixed.epochs=30"),
    "search.max_failures=0",  # a lost node is none
]


@pytest.fixture
def nodes():
    """A head without trials and two nodes, on each of which one trial has room."""
    from ray.cluster_utils import Cluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Ray leaves its processes' pipes open
        head = {"num_cpus": 0, "include_dashboard": False, "_system_config": CHECKS}
        cluster = Cluster(initialize_head=True, head_node_args=head)
        for _ in range(2):
            cluster.add_node(num_cpus=1)
        yield cluster
        ray.shutdown()
        cluster.shutdown()


class Loss(Silent):
    """Takes a node away, without a word to it, once both have a trial in its middle."""

    def __init__(self, nodes) -> None:
        self.nodes = nodes
        self.seen: dict[int, int] = {}
        self.lost = False

    def evaluated(self, number, evaluation):
        self.seen[number] = evaluation.number
        if not self.lost and min(self.seen.get(0, 0), self.seen.get(1, 0)) >= 2:
            self.lost = True
            self.nodes.remove_node(next(iter(self.nodes.worker_nodes)), allow_graceful=False)


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_the_trial_of_a_lost_node_goes_on_on_another_and_none_ends_twice(
    nodes, tmp_path, tiny_encoder
):
    path, results = space_file(tmp_path, tiny_encoder), tmp_path / "results"
    watcher = Loss(nodes)
    study = tune(
        path,
        results=results,
        overrides=OVERRIDES,
        address=nodes.address,
        watch=lambda study: nullcontext(watcher),
    )
    assert watcher.lost
    assert faults_of(study.folder.path, trials=TRIALS) == []
    assert counts_of(study.folder.path)["attempts"] == TRIALS + 1
