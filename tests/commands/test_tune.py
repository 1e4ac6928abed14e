"""tune: what is refused before Ray and the study are begun."""

import pytest

from relsearch.commands.tune import tune
from relsearch.errors import ClusterError, DataError
from relsearch.search import cluster as cluster_module
from tests.hand_made import write_rows


@pytest.fixture
def no_ray(monkeypatch):
    def begin(address):
        raise AssertionError("Ray was started")

    monkeypatch.setattr(cluster_module, "cluster", begin)


@pytest.mark.parametrize(
    ("labels", "message"),
    [(["founded", "marriage"], "unknown label 'marriage'"), (None, "there is no file")],
)
def test_a_priors_file_is_read_before_anything_begins(
    space_file, tmp_path, no_ray, labels, message
):
    file = tmp_path / "target.jsonl"
    if labels:
        write_rows(file, labels)
    overrides = ["search.metric=prior_weighted_micro_f1", f"search.prior={{file: {file}}}"]
    with pytest.raises(DataError, match=message):
        tune(space_file, results=tmp_path / "results", overrides=overrides)
    assert not (tmp_path / "results").exists()


def test_the_same_command_tries_again_where_ray_did_not_start(space_file, tmp_path, never_up):
    for _ in range(2):
        with pytest.raises(ClusterError, match="Ray did not start"):
            tune(space_file, results=tmp_path / "results")
