"""A real browser, headless: Debian's chromium, where it is installed."""

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

# As root it needs no sandbox; the rest keeps it from starting what speaks to the outside.
QUIET = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--window-size=1600,900",
]
WORDS = [*QUIET, "--virtual-time-budget=20000"]
FIRST_FIELD = """
const field = [...document.querySelectorAll("[role=dialog] input")].at(-1);
field.focus(); return field;
"""
SMALLEST = """
(text) => [...document.querySelectorAll("body *")].findLast((one) => one.textContent.includes(text))
"""


def page(url: str, *, screenshot: Path | None = None) -> str:
    """Return a page's document after its scripts ran, and photograph it if asked."""
    chromium = _found("chromium")
    if screenshot:
        picture = [f"--screenshot={screenshot}", "--window-size=1280,720"]
        _run([chromium, *WORDS, *picture, url])
    return _run([chromium, *WORDS, "--dump-dom", url])


class Browser:
    """A browser that is told what to do, by the protocol of WebDriver."""

    def __init__(self, address: str) -> None:
        self.address = address
        chrome = {"args": [*QUIET, f"--user-data-dir={tempfile.mkdtemp()}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": chrome}
        made = self._post("", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/{made['sessionId']}"

    def open(self, url: str) -> None:
        """Go to a page."""
        self._post(f"{self.session}/url", {"url": url})

    def run(self, script: str) -> Any:
        """Run a script in the page and return what it returns."""
        return self._post(f"{self.session}/execute/sync", {"script": script, "args": []})

    def answer(self, text: str) -> None:
        """Type into the field of the dialog that is open, and confirm."""
        element = next(iter(self.run(FIRST_FIELD).values()))
        self._post(f"{self.session}/element/{element}/value", {"text": text + "\ue007"})

    def wait_for(self, text: str, *, seconds: float = 60) -> str:
        """Return what the page shows once it shows a text, or after so long."""
        deadline = time.monotonic() + seconds
        while text not in (shown := self.run("return document.body.innerText")):
            if time.monotonic() > deadline:
                break
            time.sleep(0.5)
        return str(shown)

    def click(self, text: str) -> None:
        """Click on the smallest element that holds a text."""
        self.run(f"({SMALLEST})({json.dumps(text)}).click()")

    def scroll_to(self, text: str) -> None:
        """Bring the smallest element that holds a text to the middle of the window."""
        self.run(f"({SMALLEST})({json.dumps(text)}).scrollIntoView({{block: 'center'}})")

    def photograph(self, path: Path) -> None:
        """Write what is to be seen as a PNG."""
        with urllib.request.urlopen(f"{self.address}{self.session}/screenshot") as answer:
            path.write_bytes(base64.b64decode(json.load(answer)["value"]))

    def close(self) -> None:
        """End the browser, which its driver's end would leave running."""
        request = urllib.request.Request(self.address + self.session, method="DELETE")
        urllib.request.urlopen(request).close()

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method="POST")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser and end it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    words = [_found("chromedriver"), f"--port={port}", "--silent"]
    driver = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        one = Browser(f"http://127.0.0.1:{port}/session")
        try:
            yield one
        finally:
            one.close()
    finally:
        driver.kill()
        driver.wait()


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError("chromedriver does not answer")


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"there is no {program}: apt-get install chromium chromium-driver")
    return path


def _run(words: list[str]) -> str:
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        done = subprocess.run(
            [*words, f"--user-data-dir={profile}"],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    return done.stdout
