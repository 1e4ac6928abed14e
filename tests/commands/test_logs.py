"""logs: a failed or a running trial's configuration, course, traceback and output."""

import pytest
from optuna.samplers import RandomSampler
from typer.testing import CliRunner

from relsearch.cli import app
from relsearch.commands.logs import logs
from relsearch.config import parse_study
from relsearch.errors import StudyError
from relsearch.study import EvaluationRecord, Journal, Record, StudyFolder, begin

RAW = {
    "study": "hand",
    "fixed": {"encoder": "bundled/mini", "epochs": 5},
    "space": {"lr": [1e-4]},
}
EVALUATION = EvaluationRecord(
    number=1, epoch=1.0, share=0.2, score=61.2, micro_f1=61.2, auprc=50.0, seconds=12.0
)


@pytest.fixture
def results(tmp_path):
    """Trial 0 failed, trial 1 runs."""
    config = parse_study(RAW, source="a test")
    study = begin(StudyFolder(tmp_path / "hand"), config, fingerprint="rows")
    journal = Journal.create(
        study.folder.journal, space=config.space, sampler=RandomSampler(seed=1)
    )
    failed, running = journal.ask(), journal.ask()
    journal.report(running.number, EVALUATION)
    place = study.folder.trial(failed.number)
    Record(
        number=failed.number,
        state="failed",
        config=config.trial(failed.values),
        values=failed.values,
        error="ZeroDivisionError: division by zero",
    ).save(place.record)
    place.error.write_text("Traceback\n  File x\nZeroDivisionError: division by zero\n")
    place.log.write_text("--- trial 0\na last word\n")
    return tmp_path


def test_a_failed_trial_shows_its_traceback_configuration_and_output(results):
    shown = CliRunner().invoke(app, ["logs", "0", "hand", "--results", str(results)]).output
    assert "trial 0 of study hand: failed ZeroDivisionError" in shown
    assert "configuration: encoder=bundled/mini" in shown
    assert "lr=0.0001" in shown
    assert shown.index("traceback:") < shown.index("File x") < shown.index("output:")
    assert "a last word" in shown


def test_a_running_trial_shows_its_scores_so_far(results):
    log = logs(1, "hand", results=results)
    assert (log.state, log.values, log.error) == ("running", {"lr": 1e-4}, "")
    assert log.evaluations == [EVALUATION]


def test_an_unknown_trial_brings_those_that_there_are(results):
    with pytest.raises(StudyError, match="study hand has no trial 7, but trials 0 to 1"):
        logs(7, "hand", results=results)
