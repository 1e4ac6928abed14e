"""tune before Ray starts: whether a study is finished, and what its driver left undone."""

import pytest

from relsearch.commands.tune import is_settled, round_off, tune
from relsearch.errors import StudyError
from relsearch.search.opening import open_journal
from relsearch.study import adopt, study_at
from tests.hand_made import DEV, SELECT, TEST, make_study

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}


@pytest.fixture
def study(tmp_path):
    """A study of two trials, both with their records, of which the journal has been told one."""
    study = make_study(tmp_path / "results", answers=[RIGHT, RIGHT], search={"trials": 2})
    journal = open_journal(study, new=True)
    for _ in range(2):
        journal.ask()
    journal.tell(0, "complete", best=90.0)
    return study


def test_a_study_whose_journal_was_not_told_of_its_last_trial_is_not_finished(study):
    with pytest.raises(StudyError, match=r"2 of 2 trials \(1 ended when its driver was gone\); go"):
        is_settled(study.folder, study.config, resume=False)
    assert not is_settled(study.folder, study.config, resume=True)
    adopt(study, open_journal(study, new=False))
    assert is_settled(study.folder, study.config, resume=False)


def test_a_folder_whose_study_was_never_begun_is_no_unfinished_study(study):
    study.folder.journal.unlink()
    for _, place in study.folder.trials():
        place.record.unlink()
    assert not is_settled(study.folder, study.config, resume=False)


def test_a_finished_study_whose_driver_died_before_its_report_gets_it(study):
    adopt(study, open_journal(study, new=False))
    said = []
    tune(study.config, results=study.folder.path.parent, name="hand", say=said.append)
    assert said == ["study hand is finished"]
    assert study.folder.report.is_file()


def test_a_finished_study_whose_data_are_gone_is_finished_all_the_same(study):
    study.config.data.test.unlink()
    said = []
    round_off(study, said.append)
    assert said[0].startswith("no report.html: ")


def test_a_study_in_a_storage_is_judged_by_the_journal_that_lies_there(
    study, tmp_path, monkeypatch
):
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / "cache"))
    there = study_at(f"file://{study.folder.path}")
    there.refresh()
    with pytest.raises(StudyError, match=r"1 ended when its driver was gone"):
        is_settled(there, study.config, resume=False)
    adopt(study, open_journal(study, new=False))
    there.refresh()
    assert is_settled(there, study.config, resume=False)
