"""A configuration trained once for every test here, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hand_made import DEV, SELECT, TEST, TRAIN, write_rows

PROGRAM = """
import json, sys
from pathlib import Path
from relsearch.commands.train import train
said, evaluations = [], []
trained = train({space!r}, results=Path({results!r}), overrides=["fixed.lr=0.001"],
    say=said.append, on_evaluation=lambda one: evaluations.append(one.number))
print(json.dumps({{"said": said, "evaluations": evaluations, "place": str(trained.place.path),
    "intervals": {{part: {{name: str(one) for name, one in found.items()}}
                  for part, found in trained.intervals.items()}},
    "loaded": sorted({{"ray", "optuna"}} & set(sys.modules))}}))
"""


@pytest.fixture(scope="session")
def space_file(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Path:
    """A search file over the tiny encoder and a dozen rows, its parts all given."""
    folder = tmp_path_factory.mktemp("space")
    parts = {"train": TRAIN * 3, "dev": DEV, "select": SELECT, "test": TEST}
    for part, labels in parts.items():
        write_rows(folder / f"{part}.jsonl", labels)
    content = {
        "study": "tiny",
        "data": {"reader": "jsonl", **{part: f"{part}.jsonl" for part in parts}},
        "fixed": {"encoder": str(tiny_encoder), "epochs": 1, "max_length": 64},
        "space": {"lr": [0.001, 0.01], "head": ["base", "bigru"]},
    }
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def trained(space_file: Path) -> dict[str, Any]:
    """What `train` said and where it wrote, and which libraries it had loaded."""
    program = PROGRAM.format(space=str(space_file), results=str(space_file.parent / "results"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))
