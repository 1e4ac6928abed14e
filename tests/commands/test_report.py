"""report and try_report: the page of a study, which never costs a finished search anything."""

from relsearch.commands.report import report, try_report
from relsearch.study import corpus_of
from tests.hand_made import DEV, SELECT, TEST, make_study

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}


def test_the_page_lies_in_the_studys_folder(tmp_path):
    make_study(tmp_path / "results", answers=[RIGHT])
    done = report("hand", results=tmp_path / "results")
    assert done.page == (tmp_path / "results/hand/report.html").resolve()
    assert "Trial 0 is the best" in done.page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_drawn_is_said_and_fails_nothing(tmp_path, monkeypatch):
    study, said = make_study(tmp_path / "results", answers=[RIGHT]), []

    def fail(*_):
        raise ZeroDivisionError("no paper")

    monkeypatch.setattr("relsearch.commands.report.write_report", fail)
    try_report(study, corpus_of(study), say=said.append)
    assert said == [
        "no report.html: ZeroDivisionError('no paper');"
        f" `relsearch report {study.folder.path}` tries again"
    ]
    assert not study.folder.report.exists()
