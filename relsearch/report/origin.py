"""The origin: rows, fixed settings, search, versions; what is needed to run the study again."""

from collections.abc import Iterator, Mapping

from relsearch.report.blocks import Column, Section, Table
from relsearch.report.material import Material
from relsearch.report.words import short


def origin(material: Material) -> Section:
    """Return what the study was made with."""
    return Section(
        "How it was made", [Table((Column("what"), Column("is")), list(_rows(material)))]
    )


def _rows(material: Material) -> Iterator[tuple[str, str]]:
    config = material.study.config
    if material.corpus is not None:
        yield from _corpus_rows(material)
    search = config.search
    yield (
        "search",
        f"{search.sampler.kind} sampler, {search.scheduler.kind} scheduler, seed {search.seed}",
    )
    yield "fixed", _listed(config.fixed)
    yield "searched", ", ".join(config.space)
    made = material.study.resolved.get("made", {})
    yield "versions", _listed(made.get("versions", {}))
    yield "data fingerprint", str(made.get("data_fingerprint", ""))
    yield "folder", material.study.folder.location


def _corpus_rows(material: Material) -> Iterator[tuple[str, str]]:
    corpus = material.corpus
    assert corpus is not None
    parts = ", ".join(f"{name} {len(rows):,}" for name, rows in corpus.parts() if rows)
    yield "rows", parts
    yield "labels", f"{len(corpus.labels)}, {corpus.no_relation or 'none'} for no relation"
    yield from (("data", note) for note in corpus.notes)


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {short(value)}" for key, value in values.items())
