"""The map of the house, and the tests that its walls stand: imports, start-up, size of files."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import relsearch

PACKAGE = Path(relsearch.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
FLOORS = {
    "errors": 0,
    "components": 1,
    "files": 1,
    "data": 2,
    "text": 3,
    "model": 3,
    "config": 4,
    "training": 5,
    "study": 6,
    "search": 7,
    "voting": 7,
    "cluster": 7,
    "repeats": 7,
    "report": 7,
    "commands": 8,
    "cli": 9,
}
RAY = {"search", "cluster"}
TORCH = {"text", "model", "training", "voting", "search"}
HEAVY = ("torch", "transformers", "ray", "datasets")


def test_every_package_has_a_floor() -> None:
    assert {home(path) for path in MODULES} - {""} <= set(FLOORS)


def test_imports_go_only_down() -> None:
    offenders = [
        f"{path.relative_to(PACKAGE)} (floor {FLOORS[home(path)]}) imports {name}"
        for path in MODULES
        if home(path)  # relsearch/__init__.py, the Python API, names what it likes
        for name in neighbours(path) - {home(path)}
        if FLOORS[name] >= FLOORS[home(path)]
    ]
    assert not offenders


@pytest.mark.parametrize(
    ("library", "rooms"), [("ray", RAY), ("torch", TORCH), ("transformers", TORCH)]
)
def test_a_heavy_library_stays_in_its_rooms(library: str, rooms: set[str]) -> None:
    visited = {home(path) for path in MODULES if library in roots(path)}
    assert visited <= rooms


def test_every_file_is_short_and_says_what_it_holds() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    assert not [path for path, text in texts.items() if len(text.splitlines()) > 250]
    assert not [path for path, text in texts.items() if not ast.get_docstring(ast.parse(text))]


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["tune", "--help"], ["check", "search_spaces/quickstart.yaml"]],
    ids=" ".join,
)
def test_start_up_loads_nothing_heavy(arguments: list[str]) -> None:
    program = f"""
import sys
from relsearch.cli import main
sys.argv = ["relsearch", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("loaded:", *(name for name in {HEAVY!r} if name in sys.modules))
"""
    assert python(program).splitlines()[-1].strip() == "loaded:"


def test_the_python_api_is_loaded_when_first_used() -> None:
    program = f"""
import sys
import relsearch
print("loaded:", *(name for name in {HEAVY!r} if name in sys.modules))
print(*(name for name in relsearch.__all__ if not callable(getattr(relsearch, name))))
"""
    assert [line.strip() for line in python(program).splitlines()] == ["loaded:", ""]


def home(path: Path) -> str:
    """The package or module of relsearch that a file belongs to; "" for relsearch/__init__.py."""
    top = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if top == "__init__" else top


def neighbours(path: Path) -> set[str]:
    """The packages of relsearch that a file imports."""
    names = (name.split(".") for name in imports(path))
    return {parts[1] for parts in names if parts[0] == "relsearch" and parts[1:]} & set(FLOORS)


def roots(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    return {name.partition(".")[0] for name in imports(path)}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions too; ``from a import b`` gives a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}:{node.lineno} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def python(program: str) -> str:
    """Run a program in a new process at the project's root and return what it printed."""
    root = PACKAGE.parent
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
