"""check_shared: a results folder that a machine of the cluster does not see. Without Ray."""

import pytest
from ray.exceptions import NodeDiedError

from relsearch.errors import ResourceError
from relsearch.search import sharing
from relsearch.search.sharing import check_shared, sees
from relsearch.study import StudyFolder, study_at


@pytest.fixture
def machines(monkeypatch):
    """Say of each machine whether it sees the folder, or that it is lost."""

    def machines(**answers):
        nodes = [
            {"Alive": True, "Resources": {"CPU": 4.0}, "NodeManagerHostname": host, "NodeID": host}
            for host in answers
        ]
        monkeypatch.setattr(sharing.ray, "nodes", lambda: nodes)
        monkeypatch.setattr(sharing, "_ask", lambda node, *_: answers[node["NodeID"]])
        monkeypatch.setattr(sharing.ray, "get", answer)

    return machines


def answer(asked, timeout):
    if asked == "lost":
        raise NodeDiedError("it is gone")
    return asked


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study.yaml").write_text("study: one\n")
    return StudyFolder(tmp_path)


def test_machines_that_do_not_see_the_folder_are_named_with_what_to_give_instead(machines, folder):
    machines(head=True, one=False, two=False)
    with pytest.raises(ResourceError, match=r"not the same folder on one, two,.*--results s3://"):
        check_shared(folder)


def test_a_folder_that_all_see_will_do_and_a_machine_that_is_lost_says_nothing(machines, folder):
    machines(head=True, one=True, two="lost")
    check_shared(folder)


def test_one_machine_alone_is_not_asked(machines, folder):
    machines(head=False)
    check_shared(folder)


def test_a_storage_is_seen_by_all(machines, tmp_path):
    machines(head=True, one=False)
    check_shared(study_at(f"file://{tmp_path}/night"))


def test_a_file_of_the_same_name_that_says_something_else_is_another(tmp_path):
    file = tmp_path / "study.yaml"
    assert not sees(file, b"study: one\n", patience=0)
    file.write_text("study: two\n")
    assert not sees(file, b"study: one\n", patience=0)
    file.write_text("study: one\n")
    assert sees(file, b"study: one\n", patience=0)
