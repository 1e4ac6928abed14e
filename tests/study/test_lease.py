"""Leases: one driver at a time in a storage that has no locks."""

import json
import time
from dataclasses import asdict

import pytest

from relsearch.errors import StudyError
from relsearch.study.lease import NAME, Held, Lease
from relsearch.study.storage import Storage

TERM = 0.4


@pytest.fixture
def storage(tmp_path):
    return Storage(f"file://{tmp_path}")


def lease(storage, token):
    return Lease(storage, token=token, term=TERM)


def held(one, said=None):
    return one.held([].append if said is None else said.append)


def write(storage, token, *, hours):
    """Write a lease that ends so many hours from now."""
    lease = Held("process 1 on there", token, time.time() + 3600 * hours)
    storage.write(NAME, json.dumps(asdict(lease)))


def test_a_second_driver_is_refused_and_told_who_holds_the_study(storage):
    with (
        held(lease(storage, "one")),
        pytest.raises(StudyError, match=r"is being tuned by process \d+ on "),
        held(lease(storage, "two")),
    ):
        pass


def test_a_lease_given_back_is_free_at_once(storage):
    with held(lease(storage, "one")):
        pass
    assert storage.read(NAME) is None
    said = []
    with held(lease(storage, "two"), said):
        assert said == []


def test_the_lease_of_a_dead_driver_is_taken_after_a_term(storage):
    lease(storage, "dead")._write()
    said = []
    with held(lease(storage, "two"), said):
        lease(storage, "two").check()
    assert "the study's last driver, still there?" in said[0]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_driver_whose_clock_is_wrong_keeps_its_study(storage, monkeypatch, hours):
    one = lease(storage, "one")
    monkeypatch.setattr(one, "_write", lambda: write(storage, "one", hours=hours))
    with (
        held(one),
        pytest.raises(StudyError, match="is being tuned by process 1 on there"),
        held(lease(storage, "two")),
    ):
        pass


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_lease_that_nobody_renews_is_taken_after_a_term_whatever_it_says(storage, hours):
    write(storage, "dead", hours=hours)
    began = time.monotonic()
    with held(lease(storage, "two")):
        assert time.monotonic() - began >= TERM


def test_the_next_driver_of_the_same_working_folder_does_not_wait_for_the_dead_one(storage):
    lease(storage, "one")._write()
    said = []
    with held(lease(storage, "one"), said):
        assert said == []


def test_a_lease_is_renewed_beyond_its_term(storage):
    one = lease(storage, "one")
    with held(one):
        time.sleep(2 * TERM)
        with pytest.raises(StudyError), held(lease(storage, "two")):
            pass
        one.check()


def test_a_driver_whose_study_was_taken_over_is_told_and_leaves_the_lease_alone(storage):
    one = lease(storage, "one")
    with held(one):
        lease(storage, "two")._write()
        with pytest.raises(StudyError, match="was taken over by process"):
            one.check()
    lease(storage, "two").check()
    assert storage.read(NAME)
