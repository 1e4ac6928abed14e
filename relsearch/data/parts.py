"""The parts of a corpus as their source gives them: from files, the hub or the sample."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from relsearch.data.config import DataConfig
from relsearch.data.example import Example
from relsearch.data.labels import read_label_names
from relsearch.data.readers import READERS
from relsearch.data.reading import Reading, check_rows, read_examples
from relsearch.data.sets import find_origin

LABELLED = ("train", "dev", "select")  # test may hide its labels
NAMES = (*LABELLED, "test")


@dataclass(frozen=True)
class Parts:
    """Examples by part, train at least; ``label_names`` in id order where the source tells them.

    ``data_sets`` holds version and fingerprint of the data set that a part's file belongs to, or
    the version and the commit of one that was read from the hub.
    """

    examples: Mapping[str, tuple[Example, ...]]
    label_names: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    data_sets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_parts(data: DataConfig) -> Parts:
    """Read every part that the data section names."""
    return OTHER_SOURCES.get(data.reader, from_files)(data)


def from_files(data: DataConfig) -> Parts:
    """Read one file a part."""
    label_names = None if data.labels is None else read_label_names(data.labels)
    paths: dict[str, Path] = {name: getattr(data, name) for name in NAMES if getattr(data, name)}
    readings = {
        name: read_examples(
            path,
            reader=data.reader,
            label_names=label_names,
            on_bad_row=data.on_bad_row,
            labelled=name in LABELLED,
        )
        for name, path in paths.items()
    }
    found = {name: find_origin(paths[name], one.examples) for name, one in readings.items()}
    data_sets = {name: origin for name, origin in found.items() if origin is not None}
    notes = [f"{name}: version {one['version']} of its data set" for name, one in data_sets.items()]
    parts = _gathered(readings, label_names)
    return replace(parts, notes=(*parts.notes, *notes), data_sets=data_sets)


def from_hub(data: DataConfig) -> Parts:
    """Load a data set of the hub, its splits as parts."""
    hub = READERS["hub"].load()(data.name, config=data.config, revision=data.revision)
    readings = {
        name: check_rows(
            rows,
            where=f"{data.name} ({name})",
            label_names=hub.label_names,
            on_bad_row=data.on_bad_row,
            labelled=name in LABELLED,
        )
        for name, rows in hub.parts.items()
    }
    parts = _gathered(readings, hub.label_names)
    if not hub.origin:
        return parts
    said = ", ".join(f"{what} {which}" for what, which in hub.origin.items())
    data_sets = dict.fromkeys(readings, hub.origin)
    return replace(parts, notes=(*parts.notes, f"{data.name}: {said}"), data_sets=data_sets)


def from_sample(data: DataConfig) -> Parts:
    """Make the sample; the parts that it has are parts given."""
    corpus = READERS["sample"].load()(rows=data.rows, seed=data.seed)
    given = {name: examples for name, examples in corpus.parts() if examples}
    return Parts(given, corpus.labels, corpus.notes)


OTHER_SOURCES = {"hub": from_hub, "sample": from_sample}


def _gathered(readings: Mapping[str, Reading], label_names: tuple[str, ...] | None) -> Parts:
    examples = {name: reading.examples for name, reading in readings.items()}
    notes = [_dropped(name, reading) for name, reading in readings.items() if reading.dropped]
    return Parts(examples, label_names, tuple(notes))


def _dropped(name: str, reading: Reading) -> str:
    first = reading.dropped[0]
    return f"{name}: {len(reading.dropped)} bad rows left out, the first is {first}"
