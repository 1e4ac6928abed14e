import sys
from pathlib import Path

import pytest

from relsearch.cli import main
from relsearch.commands import pretrain as command

TYPED = ("pretrain", "--encoder", "bundled/mini", "--text", "a.txt", "b.txt", "--output", "new dir")


@pytest.fixture
def type_it(monkeypatch, capsys):
    """Return a function that types a command; it gives the exit status and what was written."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["relsearch", *words])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, capsys.readouterr()

    return run


def test_several_files_follow_one_option(type_it, monkeypatch):
    asked = []

    def run(config, files, **options):
        asked.append((config, files, options["output"]))
        return command.Pretrained(options["output"], 2, (9.0, 4.0))

    monkeypatch.setattr(command, "pretrain", run)
    code, written = type_it(*TYPED, "--epochs", "2")
    assert code == 0
    ((config, files, output),) = asked
    assert (files, output) == ([Path("a.txt"), Path("b.txt")], Path("new dir"))
    assert (config.encoder, config.epochs, config.lr) == ("bundled/mini", 2, 5e-5)
    assert "held-out loss 9.000 -> 4.000" in written.out


def test_an_interrupted_pretraining_prints_how_to_go_on(type_it, monkeypatch):
    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "pretrain", interrupt)
    code, written = type_it(*TYPED, "--resume")
    assert code == 130
    expected = "--text a.txt b.txt --output 'new dir' --resume"
    assert f"relsearch pretrain --encoder bundled/mini {expected}" in written.err


def test_wrong_options_are_told_together(type_it):
    code, written = type_it(*TYPED, "--lr", "0", "--epochs", "0")
    assert code == 1
    assert "lr: " in written.err and "epochs: " in written.err
