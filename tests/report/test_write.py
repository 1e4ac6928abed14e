"""write_report: one page that needs no network, whatever the study holds."""

import subprocess
import sys
from html.parser import HTMLParser

from relsearch.data import load_corpus
from relsearch.report import write_report
from relsearch.study import Record
from tests.hand_made import keep_trial, make_study, write_rows
from tests.report.conftest import NOTHING

HOSTILE = "</script><script>alert(1)</script>&amp;"


class Page(HTMLParser):
    """The headings, texts, links and elements of a page, scripts' content left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements, self.links, self.text, self._open = [], [], "", []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href")]
        self._open.append(tag)

    def handle_endtag(self, tag):
        self._open.pop()

    def handle_data(self, data):
        if not {"script", "style"} & set(self._open):
            self.text += data


def page_of(study, corpus=None):
    return Page(write_report(study, corpus).read_text(encoding="utf-8"))


def test_the_page_tells_search_settings_errors_and_origin(searched):
    page = page_of(searched(6))
    for title in (
        "Search history",
        "Learning curves",
        "Effect of each setting",
        "Each label",
        "Confusions",
        "Calibration",
        "Known and new names",
        "Agreement of the top trials",
        "How it was made",
    ):
        assert title in page.text
    assert "6 4 complete, 2 pruned" in " ".join(page.text.split())


def test_the_page_loads_nothing_from_anywhere(searched):
    page = page_of(searched(6))
    assert all(link.startswith("#") for link in page.links)
    assert not {"link", "img", "iframe"} & set(page.elements)


def test_the_page_is_smaller_than_5_mb(searched):
    assert write_report(searched(30)).stat().st_size < 5_000_000


def test_sentences_and_settings_are_text_whatever_they_hold(tmp_path, searched):
    study = searched(2)
    values = {"lr": 2e-5, "prompt": {"template": f"{{subject}}{HOSTILE}"}}
    keep_trial(study, 2, NOTHING, score=99, values=values)
    file = tmp_path / "data" / "test.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace("세웠다", f"{HOSTILE} 세웠다"))
    page = page_of(study, load_corpus(study.config.data))
    assert page.elements.count("script") == 1 + page.elements.count("figure")
    assert f"를 {HOSTILE} 세웠다." in page.text
    assert f"{{subject}}{HOSTILE}" in page.text


def test_a_file_that_is_gone_is_said_where_its_rows_would_stand(tmp_path, searched):
    study = searched(6)
    (tmp_path / "data" / "test.jsonl").unlink()
    page = page_of(study)
    assert "They cannot be shown: there is no file" in page.text
    assert "Search history" in page.text


def test_rows_that_changed_are_not_mistaken_for_those_that_were_seen(tmp_path, searched):
    study = searched(6)
    write_rows(tmp_path / "data" / "test.jsonl", ["spouse"] * 4)
    assert "changed since its trials saw it" in page_of(study).text


def test_predictions_that_are_gone_are_said(searched):
    study = searched(1)
    study.folder.trial(0).predictions.unlink()
    assert "They cannot be shown: cannot read the predictions" in page_of(study).text


def test_a_study_without_a_score_still_tells_what_failed(tmp_path):
    study = make_study(tmp_path / "results", answers=[])
    config = study.config.trial({"lr": 1e-5})
    place = study.folder.trial(0)
    Record(number=0, state="failed", config=config, values={}, error="out of <memory>").save(
        place.record
    )
    page = page_of(study)
    assert "None of them has a score." in page.text
    assert "out of <memory>" in page.text
    assert "script" not in page.elements


def test_no_torch_and_no_ray_are_loaded(searched):
    study = searched(3)
    program = (
        "import sys; from relsearch.commands.report import report;"
        f"print(report({str(study.folder.path)!r}).page.name);"
        "print({'torch', 'transformers', 'ray', 'datasets'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["report.html", "set()"], done.stderr
