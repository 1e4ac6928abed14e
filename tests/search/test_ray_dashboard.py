"""Ray's dashboard in a real browser while a study runs: its figures, actors and trials by name."""

import re
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import ray

from relsearch.commands.tune import tune
from relsearch.search.watch import Silent
from tests.browser import browser
from tests.search.test_run import space_file

TOKEN = "a" * 64  # of a cluster that lives as long as the test


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the cluster take a token that the browser knows."""
    from ray._raylet import AuthenticationTokenLoader

    monkeypatch.setenv("RAY_AUTH_TOKEN", TOKEN)
    AuthenticationTokenLoader.instance().reset_cache()


class Visitor(Silent):
    """Looks at the dashboard at the first evaluation; the trials run on meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.actors = self.trials = self.metrics = ""

    def evaluated(self, number, evaluation):
        if not self.actors:
            address = ray._private.worker.get_dashboard_url()
            self.metrics = metrics_of(ray.nodes()[0]["MetricsExportPort"])
            with browser() as one:
                one.open(f"http://{address}/#/actors")
                one.wait_for("Authentication Token Required")
                one.answer(TOKEN)
                self.actors = one.wait_for("trial of smoke")
                one.photograph(self.folder / "actors.png")
                board = ray.get_actor("board of smoke")
                one.open(f"http://{address}/#/actors/{board._actor_id.hex()}")
                one.wait_for("Tasks History")
                one.click("Tasks History")
                self.trials = one.wait_for("0 input_format=default")
                one.scroll_to("0 input_format=default")
                one.photograph(self.folder / "trials.png")


def metrics_of(port: int, seconds: float = 60) -> str:
    """Return Ray's metrics once ours are among them; they are exported every ten seconds."""
    until, text = time.monotonic() + seconds, ""
    while "relsearch_best_score" not in text and time.monotonic() < until:
        time.sleep(1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
    return text


@pytest.mark.slow
def test_a_running_study_is_seen(tmp_path, tiny_encoder):
    visitor = Visitor(tmp_path)

    @contextmanager
    def watch(study):
        yield visitor

    tune(space_file(tmp_path, tiny_encoder), results=tmp_path / "results", watch=watch)
    assert "relsearch_trials{" in visitor.metrics
    assert 'state="running"' in visitor.metrics
    assert "trial of smoke" in visitor.actors
    assert "board of smoke" in visitor.actors
    assert re.search(r"^\s*0 input_format=default lr=\S+ prompt=default\s", visitor.trials, re.M)
    assert "RUNNING" in visitor.trials
    assert all((tmp_path / f"{page}.png").stat().st_size > 10_000 for page in ("actors", "trials"))
