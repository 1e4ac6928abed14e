"""Several nodes in one machine, one of them lost in the middle of its trial."""

import time
from contextlib import contextmanager

import pytest
from ray.cluster_utils import Cluster

from relsearch.commands.tune import tune
from relsearch.search.watch import Silent
from relsearch.study import Journal
from tests.search.test_run import space_file

EPOCHS = 30
SETTINGS = ["search.trials=3", "search.scheduler={kind: none}", f"fixed.epochs={EPOCHS}"]


@pytest.fixture
def cluster():
    """A head without trials and two nodes that hold one trial each."""
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    made.add_node(num_cpus=1)
    made.add_node(num_cpus=1)
    made.wait_for_nodes()
    yield made
    made.shutdown()


class Saboteur(Silent):
    """Takes a node away once both first trials have been evaluated, and adds another."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.seen = {}
        self.struck = None

    def evaluated(self, number, evaluation):
        self.seen[number] = evaluation.number
        if self.struck is None and len(self.seen) == 2 and min(self.seen.values()) >= 2:
            self.struck = time.monotonic()
            self.cluster.remove_node(self.cluster.worker_nodes.copy().pop(), allow_graceful=False)
            self.cluster.add_node(num_cpus=1)


@pytest.mark.slow
def test_a_lost_nodes_trial_goes_on_elsewhere_from_its_last_evaluation(
    cluster, tmp_path, tiny_encoder
):
    saboteur = Saboteur(cluster)

    @contextmanager
    def watch(study):
        yield saboteur

    study = tune(
        space_file(tmp_path, tiny_encoder),
        results=tmp_path / "results",
        overrides=SETTINGS,
        address=cluster.address,
        watch=watch,
    )
    assert saboteur.struck
    records = study.records()
    assert [record.state for record in records] == ["complete"] * 3
    journal = Journal.load(study.folder.journal, space={}).evaluations()
    for record in records:
        assert [one.number for one in record.evaluations] == list(range(1, EPOCHS + 1))
        # Seconds are measured: they agree only where no evaluation was made a second time.
        assert record.evaluations == tuple(journal[record.number])
