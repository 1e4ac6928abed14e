"""Beginning a study, taking it up again, and adopting what finished unseen."""

import pytest
from optuna.samplers import RandomSampler

from relsearch.config import Choice, Range, parse_study
from relsearch.data import fingerprint, load_corpus
from relsearch.errors import StudyError
from relsearch.study import (
    Journal,
    Record,
    Study,
    StudyFolder,
    adopt,
    begin,
    study_at,
    take_up,
)
from relsearch.study.differences import widens
from relsearch.study.parts import parts_of
from tests.hand_made import DEV, SELECT, TRAIN, write_rows

SEARCH = {"trials": 8, "seed": 1}
DRIVER_AND_WORKER = ("driver", "worker")
FIXED = {"encoder": "bundled/mini", "clip": 1.0}


def config_of(**sections):
    raw = {"study": "hand", "search": SEARCH, "fixed": FIXED, "space": {"lr": [1e-5, 2e-5]}}
    return parse_study(raw | sections, source="study.yaml")


@pytest.fixture
def begun(journals):
    """A study of config_of() and the fingerprint "rows", with its journal."""
    folder = StudyFolder(journals.path.parent)
    study = begin(folder, config_of(), fingerprint="rows")
    journals.create(space=study.config.space)
    return study


def keep(study, number, evaluations, *, state="complete"):
    values = {"lr": 1e-5}
    record = Record(
        number=number,
        state=state,
        config=study.config.trial(values),
        values=values,
        evaluations=evaluations,
    )
    record.save(study.folder.trial(number).record)


@pytest.mark.parametrize(
    ("sections", "difference"),
    [
        ({"space": {"lr": [1e-5]}}, "space.lr: "),
        ({"space": {"lr": [1e-5, 2e-5], "epochs": [3]}}, "space.epochs: None became"),
        ({"fixed": {**FIXED, "clip": 2.0}}, "fixed.clip: 1.0 became 2.0"),
        ({"search": {**SEARCH, "seed": 2}}, "search.seed: 1 became 2"),
        ({"search": {**SEARCH, "metric": "auprc"}}, "search.metric: micro_f1 became auprc"),
        ({"data": {"reader": "sample", "rows": 900}}, "data.rows: "),
        ({"start_with": [{"clip": 3}]}, "start_with: [] became [{'clip': 3.0}]"),
    ],
)
def test_another_search_file_is_refused_with_what_differs(begun, sections, difference):
    with pytest.raises(StudyError) as caught:
        take_up(begun.folder, config_of(**sections), fingerprint="rows")
    assert f"  - {difference}" in str(caught.value)


def test_the_versions_of_the_data_sets_are_recorded(begun, tmp_path):
    sets = {"train": {"version": "1.2.0", "fingerprint": "f"}}
    made = begin(StudyFolder(tmp_path / "new"), config_of(), fingerprint="rows", data_sets=sets)
    assert made.resolved["made"]["data_sets"] == sets
    assert "data_sets" not in begun.resolved["made"]


def test_other_rows_are_refused(begun):
    with pytest.raises(StudyError, match="data: rows became others"):
        take_up(begun.folder, config_of(), fingerprint="others")


def test_which_rows_changed_is_told_by_part_and_file_with_their_numbers(tmp_path):
    def corpus(**parts):
        rows = {"train": TRAIN, "dev": DEV, "select": SELECT} | parts
        files = {part: write_rows(tmp_path / f"{part}.jsonl", said) for part, said in rows.items()}
        data = {"reader": "jsonl", **{part: str(file) for part, file in files.items()}}
        return config_of(data=data), load_corpus(config_of(data=data).data)

    config, before = corpus()
    folder = StudyFolder(tmp_path / "new")
    begin(folder, config, fingerprint=fingerprint(before), parts=parts_of(before))
    config, now = corpus(train=(*TRAIN, "spouse"), dev=DEV[::-1])
    with pytest.raises(StudyError) as caught:
        take_up(folder, config, fingerprint=fingerprint(now), parts=parts_of(now))
    assert [line for line in str(caught.value).splitlines() if line.startswith("  - ")] == [
        f"  - data.train ({tmp_path}/train.jsonl): 4 rows became 5",
        f"  - data.dev ({tmp_path}/dev.jsonl): 3 rows as before, but not the same",
    ]


def test_every_difference_is_told_at_once(begun):
    changed = config_of(space={"lr": [1e-5]}, fixed={**FIXED, "clip": 2.0})
    with pytest.raises(StudyError) as caught:
        take_up(begun.folder, changed, fingerprint="others")
    assert str(caught.value).count("\n  - ") == 3


@pytest.mark.parametrize(
    "change",
    [{"trials": 99}, {"time_budget": "2h"}, {"keep": 2}, {"max_concurrent": 1}],
    ids=lambda change: next(iter(change)),
)
def test_how_long_and_how_wide_may_change_and_is_written_down(begun, change):
    config = config_of(search=SEARCH | change)
    study, notes = take_up(begun.folder, config, fingerprint="rows")
    assert study.config == config
    assert notes == []


def test_resources_may_change(begun):
    config = config_of(resources={"cpus": 3})
    assert take_up(begun.folder, config, fingerprint="rows")[0].config.resources.cpus == 3


def test_a_torn_journal_is_mended_and_said(begun):
    with begun.folder.journal.open("ab") as file:
        file.write(b'{"op')
    _, notes = take_up(begun.folder, config_of(), fingerprint="rows")
    (note,) = notes
    assert "study.journal.torn" in note


def test_a_trial_that_finished_unseen_is_told_from_its_record(begun, journals, evaluation):
    space = begun.config.space
    journals.reopen(space).ask()
    keep(begun, 0, (evaluation(1, 40.0), evaluation(2, 60.0), evaluation(3, 50.0)))
    assert [one.number for one in adopt(begun, journals.reopen(space))] == [0]
    (trial,) = journals.reopen(space).study.trials
    assert (trial.state.name, trial.value) == ("COMPLETE", 60.0)
    assert trial.intermediate_values == {1: 40.0, 2: 60.0, 3: 50.0}


def test_a_record_that_a_worker_has_sent_to_the_storage_is_adopted(
    tmp_path, monkeypatch, evaluation
):
    monkeypatch.setenv("RELSEARCH_CACHE", str(tmp_path / "cache"))
    driver, worker = (study_at(f"file://{tmp_path}/night", role=role) for role in DRIVER_AND_WORKER)
    study = begin(driver, config_of(), fingerprint="rows")
    sampler = RandomSampler(seed=1)
    journal = Journal.create(driver.journal, space=study.config.space, sampler=sampler)
    journal.ask()
    worker.refresh()
    keep(Study(worker), 0, (evaluation(1, 40.0),))
    worker.trial(0).share()
    assert [one.number for one in adopt(study, journal)] == [0]


def test_a_trial_without_a_record_is_not_adopted_and_stays_interrupted(begun, journals):
    space = begun.config.space
    asked = journals.reopen(space).ask()
    journal = journals.reopen(space)
    assert adopt(begun, journal) == []
    assert journal.interrupted() == [asked]


def test_a_trial_that_was_told_is_not_adopted_again(begun, journals, evaluation):
    journal = journals.reopen(begun.config.space)
    journal.ask()
    keep(begun, 0, (evaluation(1, 40.0),))
    assert [one.number for one in adopt(begun, journal)] == [0]
    assert adopt(begun, journals.reopen(begun.config.space)) == []


def test_a_failed_trial_is_adopted_as_failed(begun, journals):
    journal = journals.reopen(begun.config.space)
    journal.ask()
    keep(begun, 0, (), state="failed")
    adopt(begun, journal)
    assert journal.study.trials[0].state.name == "FAIL"


def test_adopting_gives_a_half_asked_trial_its_configuration(begun, journals):
    journals.reopen(begun.config.space).study.ask()  # and the driver dies
    journal = journals.reopen(begun.config.space)
    adopt(begun, journal)
    assert [asked.number for asked in journal.interrupted()] == [0]


def test_the_same_rows_elsewhere_are_no_difference(begun):
    there = {"reader": "jsonl", "train": "/there/train.jsonl"}
    begin(begun.folder, config_of(data=there), fingerprint="rows")
    here = config_of(data={"reader": "jsonl", "train": "/here/train.jsonl"})
    study, _ = take_up(begun.folder, here, fingerprint="rows")
    assert study.config.data.train == here.data.train


WIDE = {"lr": [1e-5, 2e-5, 3e-5]}


def test_a_wider_space_is_refused_with_the_word_that_allows_it(begun):
    with pytest.raises(StudyError, match=r"space\.lr: (?s:.*)with --force-space it goes on"):
        take_up(begun.folder, config_of(space=WIDE), fingerprint="rows")


def test_a_wider_space_is_taken_up_by_force(begun):
    study, _ = take_up(begun.folder, config_of(space=WIDE), fingerprint="rows", force_space=True)
    assert study.config.space["lr"].choices == (1e-5, 2e-5, 3e-5)


@pytest.mark.parametrize(
    "sections",
    [{"space": {"lr": [1e-5, 3e-5]}}, {"space": WIDE, "fixed": {**FIXED, "clip": 2.0}}],
    ids=["narrower", "and more"],
)
def test_force_goes_no_further(begun, sections):
    with pytest.raises(StudyError) as caught:
        take_up(begun.folder, config_of(**sections), fingerprint="rows", force_space=True)
    assert "--force-space" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "wider"),
    [
        (Range(low=1, high=2), Range(low=1, high=3), True),
        (Range(low=1, high=2), Range(low=1.5, high=3), False),
        (Range(low=1, high=2), Range(low=1, high=3, log=True), False),
        (Range(low=1, high=2, step=0.5), Range(low=0.5, high=2, step=0.5), True),
        (Range(low=1, high=2, step=0.5), Range(low=0.75, high=2, step=0.5), False),
        (Range(low=1, high=2), Choice(choices=(1, 2)), False),
        (Choice(choices=(1,)), Choice(choices=(1, 2), when={"head": ("base",)}), False),
    ],
)
def test_a_dimension_widens_when_every_earlier_value_still_stands(old, new, wider):
    assert widens(old, new) is wider
