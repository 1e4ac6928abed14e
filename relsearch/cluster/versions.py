"""Versions: every machine gets what constraints.txt pins, and the relsearch that is here."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from relsearch import __version__
from relsearch.cluster.commands import commands
from relsearch.cluster.finding import Finding, mapping, strings

PIN = re.compile(r"([A-Za-z][\w.-]*)(?:\[[\w,-]*\])?==([\w.]+)")
IMAGE = re.compile(r"rayproject/ray(?:-ml)?:(\d[\w.]*)")
WHEEL = re.compile(r"relsearch-(\d[^-\s]*)-py3")
INSTALL = re.compile(r"\bpip3? install\b")
CONSTRAINED = re.compile(r"(?:-c|--constraint)[ =]\S*constraints\.txt")


def version_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield versions other than those pinned, and installations that are not held to them."""
    pins = read_pins(_constraints(config))
    for key, command in commands(config):
        if INSTALL.search(command) and not CONSTRAINED.search(command):
            yield Finding(key, "pip install without -c constraints.txt: machines would differ")
    for key, text in (*strings(config), *_mount_targets(config)):
        yield from pin_findings(key, text, pins)


def read_pins(path: Path) -> dict[str, str]:
    """Return package -> version of a constraints file; none when there is no such file."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return {_plain(name): version for name, version in PIN.findall(text)}


def pin_findings(key: str, text: str, pins: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what a text asks for that is not the pinned version."""
    asked = [(_plain(name), version) for name, version in PIN.findall(text)]
    asked += [("ray", version.split("-")[0]) for version in IMAGE.findall(text)]
    for name, version in asked:
        if pins.get(name, version) != version:
            yield Finding(key, f"asks for {name} {version}, but constraints.txt has {pins[name]}")
    for version in WHEEL.findall(text):
        if version != __version__:
            yield Finding(key, f"asks for relsearch {version}, but this is {__version__}")


def _constraints(config: Mapping[str, Any]) -> Path:
    """Return the constraints file that is copied to the machines."""
    sources = map(str, mapping(config, "file_mounts").values())
    mounted = (Path(one).expanduser() for one in sources if one.endswith("constraints.txt"))
    return next(mounted, Path("constraints.txt"))


def _mount_targets(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for remote in mapping(config, "file_mounts"):
        yield f"file_mounts.{remote}", str(remote)


def _plain(name: str) -> str:
    """Return a package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
