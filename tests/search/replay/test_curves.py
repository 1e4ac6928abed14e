"""Curves: read from parquet, and the one that answers for a configuration."""

import pytest

from relsearch.config import TrialConfig
from relsearch.errors import DataError
from relsearch.search.replay.curves import read_curves
from tests.search.replay.made import make_curves, write_curves


def test_what_was_written_is_read(tmp_path):
    curves = make_curves()
    assert read_curves(write_curves(tmp_path / "curves.parquet", curves)) == curves


def test_a_key_that_was_not_active_stands_at_its_default(tmp_path):
    import pandas as pd

    path = write_curves(tmp_path / "curves.parquet", make_curves())
    frame = pd.read_parquet(path)
    frame.loc[frame["run"] == 0, "head"] = None
    frame.to_parquet(path, index=False)
    assert read_curves(path).runs[0].values["head"] == TrialConfig(encoder="x").head


def test_the_nearest_run_of_as_many_epochs_answers():
    curves = make_curves()
    trial = TrialConfig(encoder="x", lr=8e-4, head="bigru", epochs=4)
    found = curves.nearest(trial)
    assert found.values == {"lr": 1e-3, "head": "bigru", "epochs": 4}


def test_a_file_without_curves_is_refused(tmp_path):
    path = tmp_path / "curves.parquet"
    path.write_text("no parquet")
    with pytest.raises(DataError, match="holds no recorded curves"):
        read_curves(path)
