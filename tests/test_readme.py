"""The README's tree: it names every module of the package, and none that is not there."""

import re
from collections import Counter
from pathlib import Path

import relsearch

PACKAGE = Path(relsearch.__file__).parent


def test_the_tree_names_every_module() -> None:
    text = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")
    tree = text.partition("<!-- tree -->")[2].partition("<!-- /tree -->")[0]
    package = tree.partition(" relsearch/ ")[2]
    named = Counter(re.findall(r"^ +(\w+\.py) ", package, flags=re.MULTILINE))
    there = Counter(path.name for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)
    there -= Counter({"__init__.py": there["__init__.py"]})  # a folder's line is its __init__'s
    there += Counter(path.name for path in PACKAGE.glob("*.py"))
    assert named == there
