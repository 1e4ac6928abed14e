"""The desk as Ray Tune sees it, without Ray: fake trials, a fake desk."""

from types import SimpleNamespace

import pytest
from ray.tune.experiment import Trial

from relsearch.search import adapters
from relsearch.search.adapters import StallWatch, StudyScheduler, StudySearcher


class FakeDesk:
    """Hands out trials without end, and notes what it hears."""

    def __init__(self):
        self.heard, self.handed, self.killed = [], 0, set()
        self.watcher = SimpleNamespace(noted=self.heard.append)

    def is_over(self):
        return False

    def next(self):
        self.handed += 1
        return SimpleNamespace(number=self.handed - 1, values={})

    def broken_off(self, number, *, lost):
        self.heard.append((number, lost))


@pytest.fixture
def desk():
    return FakeDesk()


def fake_trial(number, actor, status=Trial.RUNNING):
    state = SimpleNamespace(ray_actor=actor)
    return SimpleNamespace(config={"number": number}, temporary_state=state, status=status)


def test_the_worker_of_a_trial_that_stands_still_is_killed_and_no_other(desk, monkeypatch):
    killed = []
    monkeypatch.setattr(adapters.ray, "kill", killed.append)
    monkeypatch.setattr(StallWatch, "EVERY", 0.0)
    trials = [fake_trial(0, "a"), fake_trial(1, "b"), fake_trial(2, "c", Trial.TERMINATED)]
    StallWatch(desk, silent=lambda: [1, 2]).on_step_end(0, trials)
    assert killed == ["b"]
    assert desk.heard == ["trial 1 stands still: restarted"]


def test_silence_is_asked_for_now_and_then(desk):
    def silent():
        raise AssertionError("asked at once")

    StallWatch(desk, silent).on_step_end(0, [])


def test_a_cluster_that_grows_gets_more_trials(desk, monkeypatch):
    monkeypatch.setattr(adapters, "RECOUNT", -1.0)
    slots = [1]
    searcher = StudySearcher(desk, slots=lambda: slots[0], is_lost=lambda number: False)
    assert searcher.suggest("x") == {"number": 0, "values": {}}
    assert searcher.suggest("y") is None
    slots[0] = 2
    assert searcher.suggest("y") == {"number": 1, "values": {}}


@pytest.mark.parametrize("lost", [True, False])
def test_the_desk_hears_whether_a_broken_off_trial_lost_its_node(desk, lost):
    searcher = StudySearcher(desk, slots=lambda: 1, is_lost=lambda number: lost)
    searcher.suggest("x")
    searcher.on_trial_complete("x", error=True)
    assert desk.heard == [(0, lost)]
    assert searcher.suggest("y")["number"] == 1  # its place is free


def test_a_worker_that_memory_ended_is_known_by_what_ray_says(desk, tmp_path):
    said = tmp_path / "error.txt"
    for text, known in (("it broke", set()), (f"killed {adapters.OUT_OF_MEMORY}", {4})):
        said.write_text(text)
        trial = SimpleNamespace(config={"number": 4}, error_file=str(said))
        StudyScheduler(desk).on_trial_error(None, trial)
        assert desk.killed == known
