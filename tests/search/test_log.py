"""Log: what a trial's process prints, by whatever means, attempt after attempt."""

import os
import sys

import pytest

from relsearch.search.log import logged


def test_everything_printed_is_kept_under_its_heading(tmp_path, capfd):
    path = tmp_path / "3" / "log.txt"
    with logged(path, "trial 3"):
        os.write(1, b"from a C library\n")
        print("from Python", file=sys.stderr, flush=True)
    os.write(1, b"afterwards\n")
    with pytest.raises(ZeroDivisionError), logged(path, "trial 3, again"):
        os.write(2, b"before the fault\n")
        _ = 1 / 0
    text = path.read_text()
    assert text.index("trial 3") < text.index("from a C library") < text.index("again")
    assert "before the fault" in text
    assert capfd.readouterr().out == "afterwards\n"
