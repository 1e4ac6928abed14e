"""A real browser, headless: Debian's chromium, where it is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

WORDS = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]


def page(url: str, *, screenshot: Path | None = None) -> str:
    """Return a page's document after its scripts ran, and photograph it if asked."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium: apt-get install chromium")
    if screenshot:
        picture = [f"--screenshot={screenshot}", "--window-size=1280,720"]
        _run([chromium, *WORDS, *picture, url])
    return _run([chromium, *WORDS, "--dump-dom", url])


def _run(words: list[str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout
