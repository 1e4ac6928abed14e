"""data sample: the bundled sample corpus as files in KLUE-RE's form."""

from pathlib import Path

from relsearch.data.sample import generate
from relsearch.data.writers import write_klue_json, write_relation_list


def sample(rows: int, seed: int, output: Path) -> list[Path]:
    """Write train, dev, select and test.json and relation_list.json to ``output``.

    ``rows`` are train's; the other parts are in proportion. Returns the files written; existing
    ones are replaced. ConfigError when ``rows`` is too small.
    """
    corpus = generate(rows, seed)
    parts = corpus.parts()
    files = [write_klue_json(examples, output / f"{name}.json") for name, examples in parts]
    return [*files, write_relation_list(corpus.labels, output / "relation_list.json")]
