"""ensemble: the best trials of a study vote, on the study's own rows or on a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from relsearch.data import Corpus, DataConfig, Example, read_examples
from relsearch.data.labels import read_label_names
from relsearch.study import Study, corpus_of, open_study
from relsearch.study.map import Map
from relsearch.study.rows import Rows
from relsearch.study.yardstick import Yardstick
from relsearch.training.entity_types import type_entities
from relsearch.voting.choice import choose_panel
from relsearch.voting.inference import infer, with_checkpoints
from relsearch.voting.outcome import Outcome
from relsearch.voting.panel import Panel
from relsearch.voting.verdict import Verdict, judge, judge_stored


def ensemble(
    study: str | Path | None = None,
    *,
    top: int = 5,
    vote: str = "hard",
    select: str = "top",
    scale: bool = False,
    mask_types: bool = False,
    data: Path | None = None,
    reader: str | None = None,
    output: Path | None = None,
    results: str | Path = "results",
    map_: Map = map,
) -> Outcome:
    """Let the best trials vote and write submission.csv and metrics.json into the study's folder.

    The study's own rows are voted on from stored probabilities, with no model loaded; those of
    the file ``data`` by inference, each member through one call of ``map_``. ``output`` gets a
    copy of the submission. ``scale`` and ``mask_types`` are told by `choose_panel`. Raises
    StudyError for members that do not fit together.
    """
    opened = open_study(study, results=results)
    corpus, reader = corpus_of(opened), reader_of(opened, data, reader)
    panel = choose_panel(
        opened, corpus, top=top, vote=vote, select=select, scale=scale, mask_types=mask_types
    )
    notes = list(_remarks(panel, opened, corpus, top=top, select=select))
    name = [f"{select}{top}", vote, *panel.treatment]
    if data is None:
        # What members were chosen on, and what is submitted: the last.
        parts = dict.fromkeys([panel.part, "test" if corpus.test else "dev"])
        verdicts = judge_stored(panel, corpus, parts=parts)
        notes += [] if corpus.test else ["no test rows: the submission is about dev"]
    else:
        panel, left_out = with_checkpoints(opened, corpus, panel)
        notes, name = notes + left_out, [*name, data.stem]
        examples = read_like(opened.config.data, data, reader=reader)
        verdicts = (judge_file(panel, examples, part=data.name, corpus=corpus, map_=map_),)
    outcome = Outcome(opened.folder.ensembles / "-".join(name), panel, verdicts, tuple(notes))
    outcome.write(reader=reader, copy=output)
    opened.folder.mirror.send(outcome.folder)
    return outcome


def _remarks(panel: Panel, study: Study, corpus: Corpus, *, top: int, select: str) -> Iterator[str]:
    """Yield what a user should know before believing the figures."""
    finished = len(study.ranked())
    if finished < top:
        yield f"{top} members were asked for, but only {finished} trials have finished"
    metric, judged_by = study.config.search.metric, Yardstick.of(study, corpus, panel.part).metric
    if select == "greedy" and judged_by != metric:
        yield f"greedy was judged by {judged_by}: under prior em each vote would have its own prior"
    if panel.part == "dev":
        yield "no select rows beside dev: members were chosen on dev, so its scores flatter them"
    elif panel.part in panel.chosen_on:
        yield f"members were chosen on {panel.part}, so its scores flatter them"
    yield from untyped(panel, corpus)


def untyped(panel: Panel, corpus: Corpus) -> Iterator[str]:
    """Yield that a mask by types has none to go by."""
    if panel.mask is not None and not corpus.entity_types:
        yield "the rows have no entity types, so no relation is masked by them"


def judge_file(
    panel: Panel, examples: Sequence[Example], *, part: str, corpus: Corpus, map_: Map
) -> Verdict:
    """Let the panel vote on rows that it predicts now, from its checkpoints."""
    members = infer(panel, examples, map_=map_)
    return judge(panel, members, Rows.of(examples), part=part, corpus=corpus)


def reader_of(study: Study, file: Path | None, told: str | None) -> str:
    """Return the form of the rows to vote on: the study's, unless a file's was told."""
    return told if file and told else study.config.data.reader


def read_like(data: DataConfig, path: Path, *, reader: str) -> tuple[Example, ...]:
    """Read a file in the form of a ``reader``, its entities typed as the study's rows are."""
    names = None if data.labels is None else read_label_names(data.labels)
    rows = read_examples(path, reader=reader, label_names=names).examples
    return rows if data.entity_types is None else type_entities(rows, data.entity_types)
