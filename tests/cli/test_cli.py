"""The command line: exit statuses, output through a pipe, and tables that its help repeats."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from relsearch.cli import app, main, studies
from relsearch.cli.tune import resume_command
from relsearch.commands.predict import Prediction
from relsearch.training.intervals import Interval
from relsearch.voting.choice import SELECTIONS
from relsearch.voting.vote import VOTES
from tests.hand_made import DEV, SELECT, TEST, make_study, write_rows

RIGHT = {"dev": DEV, "select": SELECT, "test": TEST}
COMMANDS = (
    "tune",
    "ensemble",
    "leaderboard",
    "report",
    "train",
    "refit",
    "predict",
    "check",
    "pretrain",
    "replay",
    "data",
)


def run(monkeypatch, capsys, *arguments):
    """Type a command; return its exit status and what it wrote to stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["relsearch", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    written = capsys.readouterr()
    return end.value.code or 0, written.out, written.err


@pytest.fixture
def results(tmp_path):
    """A results folder with one study made by hand."""
    make_study(tmp_path / "results", answers=[RIGHT, RIGHT])
    return tmp_path / "results"


def test_done_is_0(monkeypatch, capsys, results):
    code, out, _ = run(monkeypatch, capsys, "leaderboard", "--results", results)
    assert code == 0
    assert "complete" in out


def test_an_error_of_ours_is_1_and_one_message_without_traceback(monkeypatch, capsys, tmp_path):
    code, out, err = run(monkeypatch, capsys, "leaderboard", "nosuch", "--results", tmp_path)
    assert code == 1
    assert out == ""
    assert err.count("\n") == 1
    assert "there is no study 'nosuch'" in err


def test_all_problems_of_a_search_file_are_listed(monkeypatch, capsys, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("study: bad\ndata: {reader: samlpe}\nfixed: {encoder: x, haed: base}\n")
    code, _, err = run(monkeypatch, capsys, "check", file)
    assert code == 1
    assert "did you mean 'sample'" in err
    assert "did you mean 'head'" in err


def test_check_names_data_files_that_are_not_there(monkeypatch, capsys, tmp_path):
    file = tmp_path / "space.yaml"
    data = "{reader: jsonl, train: no.jsonl, split: {like: target.jsonl}}"
    file.write_text(f"study: s\ndata: {data}\nfixed: {{encoder: x}}\nspace: {{lr: [1.0e-5]}}\n")
    code, _, err = run(monkeypatch, capsys, "check", file)
    assert code == 1
    assert f"data.train: there is no file {tmp_path / 'no.jsonl'}" in err
    assert f"data.split.like.file: there is no file {tmp_path / 'target.jsonl'}" in err


def test_check_names_a_priors_file_that_is_not_there(monkeypatch, capsys, tmp_path):
    file = tmp_path / "space.yaml"
    search = "{metric: prior_weighted_micro_f1, prior: {file: no.jsonl, reader: jsonl}}"
    file.write_text(f"study: s\nsearch: {search}\nfixed: {{encoder: x}}\n")
    code, out, err = run(monkeypatch, capsys, "check", file)
    assert code == 1
    assert "sound" not in out
    assert f"search.prior.file: there is no file {tmp_path / 'no.jsonl'}" in err


def test_check_notes_an_option_searched_where_it_is_not_read(monkeypatch, capsys, tmp_path):
    file = tmp_path / "space.yaml"
    file.write_text(
        "study: s\nfixed: {encoder: x}\nspace: {head: [base, bigru], head_layers: [1, 2]}\n"
    )
    code, out, _ = run(monkeypatch, capsys, "check", file)
    assert code == 0
    assert "when: {head: [bigru]}" in out


@pytest.mark.parametrize(
    "arguments",
    [["nosuch"], ["check"], ["ensemble", "--top", "0"], ["ensemble", "--vote", "loud"]],
    ids=" ".join,
)
def test_wrong_usage_is_2(monkeypatch, capsys, arguments):
    code, _, _ = run(monkeypatch, capsys, *arguments)
    assert code == 2


def test_an_interrupted_search_is_130_and_prints_how_to_go_on(monkeypatch, capsys, tmp_path):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("relsearch.commands.tune.tune", interrupt)
    arguments = ("tune", "a.yaml", "--name", "night", "--set", "search.keep=3", "--trials", "9")
    code, _, err = run(monkeypatch, capsys, *arguments)
    assert code == 130
    said = "tune a.yaml --name night --set search.keep=3 --set search.trials=9 --resume"
    assert f"relsearch {said}" in err


def test_the_resume_command_quotes_what_a_shell_would_split(tmp_path):
    command = resume_command(
        tmp_path / "my file.yaml", None, str(tmp_path), ["data.rows=3"], "auto"
    )
    assert f"'{tmp_path}/my file.yaml'" in command
    assert f"--results {tmp_path} --set data.rows=3 --address auto --resume" in command


def test_tune_passes_its_options_on(monkeypatch, capsys, results):
    seen = {}
    study = make_study(results, name="tuned", answers=[RIGHT])

    def tune(space, **options):
        seen.update(options)
        return study

    monkeypatch.setattr("relsearch.commands.tune.tune", tune)
    arguments = ("tune", "a.yaml", "--trials", "2", "--time-budget", "2h", "--address", "auto")
    code, out, _ = run(monkeypatch, capsys, *arguments, "--resume")
    assert code == 0
    assert seen["overrides"] == ["search.trials=2", "search.time_budget=2h"]
    assert (seen["address"], seen["resume"], seen["name"]) == ("auto", True, None)
    assert "best: trial 0, 90.00: lr=1e-05" in out


def test_refit_passes_its_options_on(monkeypatch, capsys):
    seen = {}
    monkeypatch.setattr("relsearch.commands.refit.refit", lambda _, **options: seen.update(options))
    code, _, _ = run(monkeypatch, capsys, "refit", "--vote", "soft", "--scale", "--mask-types")
    assert (code, seen["vote"], seen["scale"], seen["mask_types"]) == (0, "soft", True, True)


def test_the_newest_study_is_taken_and_named(monkeypatch, capsys, results):
    make_study(results, name="newer", answers=[RIGHT])
    _, out, _ = run(monkeypatch, capsys, "leaderboard", "--results", results)
    assert out.startswith("study newer (")


def test_a_piped_leaderboard_is_one_line_a_trial(monkeypatch, capsys, results):
    _, out, _ = run(monkeypatch, capsys, "leaderboard", "hand", "--results", results)
    assert sum("typed_entity_marker_punct" in line for line in out.splitlines()) == 2
    assert "\x1b" not in out


def test_report_prints_where_the_page_is_and_how_large(monkeypatch, capsys, results):
    code, out, _ = run(monkeypatch, capsys, "report", "hand", "--results", results)
    assert code == 0
    assert out.startswith("study hand: ")
    assert "hand/report.html (4." in out
    assert (results / "hand" / "report.html").is_file()


def test_ensemble_prints_members_the_vote_and_where_it_is(monkeypatch, capsys, results):
    code, out, _ = run(monkeypatch, capsys, "ensemble", "hand", "--results", results)
    assert code == 0
    assert "trial 1" in out
    assert "hard vote" in out
    assert "- 5 members were asked for, but only 2 trials have finished" in out
    assert out.splitlines()[-1].endswith("hand/ensembles/top5-hard/submission.csv")


def test_ensemble_prints_an_interval_beside_every_score(monkeypatch, capsys, results):
    _, out, _ = run(monkeypatch, capsys, "ensemble", "hand", "--results", results)
    (header, *_) = [line for line in out.splitlines() if "voices" in line]
    for name in ("micro_f1", "auprc", "accuracy"):
        assert f" {name} [95 %] " in header
    between = r"100\.00 \[\d+\.\d, 100\.0\]"
    assert re.search(f"micro_f1 / auprc: soft {between} / {between}; weighted {between}", out)


def test_predict_prints_scores_with_their_intervals(monkeypatch, capsys, tmp_path):
    found = {"micro_f1": Interval(score=70.5, low=69.25, high=71.75, sd=0.6)}
    done = Prediction(tmp_path / "out.csv", 3, {"micro_f1": 70.5}, found)
    monkeypatch.setattr("relsearch.commands.predict.predict", lambda *_, **__: done)
    _, out, _ = run(monkeypatch, capsys, "predict", "there", "new.jsonl", "--reader", "jsonl")
    assert out.splitlines()[0] == "micro_f1 70.50 [69.25, 71.75]"


def test_train_prints_scores_with_their_intervals(monkeypatch, capsys, tmp_path):
    found = {"test": {"accuracy": Interval(score=70.5, low=69.25, high=71.75, sd=0.6)}}
    place = SimpleNamespace(checkpoint=tmp_path)
    done = SimpleNamespace(place=place, intervals=found)
    monkeypatch.setattr("relsearch.commands.train.train", lambda *_, **__: done)
    _, out, _ = run(monkeypatch, capsys, "train", "my.yaml")
    assert out.splitlines()[0] == "test: accuracy 70.50 [69.25, 71.75]"


def test_data_show_prints_the_whole_text_on_its_first_line(
    monkeypatch, capsys, tmp_path, tiny_encoder
):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse"])
    form = ("--input-format", "entity_mask", "--prompt", "quiz", "--encoder", tiny_encoder)
    code, out, _ = run(monkeypatch, capsys, "data", "show", file, "--reader", "jsonl", *form)
    text, tokens, subject, object_ = out.splitlines()
    assert code == 0
    assert text.endswith("추출하시오. [SEP] [SUBJ-PER]이 0번째로 [OBJ-ORG]를 세웠다.")
    assert tokens.startswith("[CLS] ")
    assert subject.endswith(": [SUBJ-PER]")
    assert object_.endswith(": [OBJ-ORG]")


def test_data_show_takes_a_prompt_of_ones_own(monkeypatch, capsys, tmp_path, tiny_encoder):
    file = write_rows(tmp_path / "rows.jsonl", ["spouse"])
    form = ("--reader", "jsonl", "--input-format", "default", "--encoder", tiny_encoder)
    own = ("--template", "{subject|은는} {object}의 무엇인가?")
    code, out, _ = run(monkeypatch, capsys, "data", "show", file, *form, *own)
    assert code == 0
    assert out.startswith("가람은 나래의 무엇인가? [SEP] 가람이")
    code, _, err = run(monkeypatch, capsys, "data", "show", file, *form, "--template", "{subjekt}")
    assert code == 1
    assert "did you mean 'subject'" in err


def test_data_describe_passes_its_form_on(monkeypatch, capsys, tmp_path):
    seen = {}

    def describe(files, **options):
        seen.update(options)
        return SimpleNamespace(tables={})

    monkeypatch.setattr("relsearch.commands.data_describe.data_describe", describe)
    form = ("--template", "{subject}?", "--type-transform")
    code, _, _ = run(monkeypatch, capsys, "data", "describe", "a.jsonl", "--reader", "jsonl", *form)
    assert code == 0
    assert (seen["prompt"], seen["type_transform"]) == ({"template": "{subject}?"}, True)


def test_data_sample_writes_the_files_it_names(monkeypatch, capsys, tmp_path):
    arguments = ("data", "sample", "--rows", "200", "--output", tmp_path / "made")
    code, out, _ = run(monkeypatch, capsys, *arguments)
    assert code == 0
    assert sorted(out.split()) == sorted(map(str, (tmp_path / "made").iterdir()))


def test_dry_run_prints_space_configurations_and_cost(monkeypatch, capsys):
    space = Path(__file__).parents[2] / "search_spaces" / "quickstart.yaml"
    code, out, _ = run(monkeypatch, capsys, "tune", space, "--dry-run", "--set", "data.rows=300")
    assert code == 0
    assert "space  lr: 0.0002 to 0.0008, log" in out
    assert "type_transform: True, False  when input_format in typed_entity_marker_punct" in out
    assert "cost: at most" in out
    assert "time: " in out
    assert "none stopped" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    shown = CliRunner().invoke(app, [command, "--help"])
    assert shown.exit_code == 0
    assert f"relsearch {command}" in shown.output


def test_the_commands_are_those_of_the_design():
    shown = CliRunner().invoke(app, ["--help"]).output
    assert [command for command in COMMANDS if f" {command} " not in shown] == []


def test_votes_and_selections_are_spelt_as_in_their_tables():
    assert [name.value for name in studies.VoteName] == list(VOTES)
    assert [name.value for name in studies.SelectionName] == list(SELECTIONS)
