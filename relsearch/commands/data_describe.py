"""data describe: what is in files of examples, as tables and as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from relsearch.data import Example, read_examples
from relsearch.data.description import Description, describe, frame_of
from relsearch.files import whole_file

MAX_LENGTHS = (128, 160, 180, 256)


def data_describe(
    files: Sequence[Path],
    *,
    reader: str,
    encoder: str | None = None,
    input_format: str = "default",
    prompt: str | Mapping[str, str] = "default",
    type_transform: bool = False,
    max_lengths: Sequence[int] = MAX_LENGTHS,
    output: Path | None = None,
) -> Description:
    """Describe files, each a part under its name without ending; write a page to ``output``.

    With an ``encoder``, tokens are counted under the input format and prompt (a name or
    ``{"template": "…"}``), as is which entities have a piece that its vocabulary lacks. Raises
    DataError for a file that cannot be read.
    """
    import pandas as pd

    parts = _named(files, [read_examples(file, reader=reader).examples for file in files])
    frame = frame_of(parts)
    if encoder is not None:
        rows = [example for examples in parts.values() for example in examples]
        form: dict[str, Any] = {"prompt": prompt, "type_transform": type_transform}
        measures = _measures(rows, encoder, input_format=input_format, **form)
        frame = frame.join(pd.DataFrame(measures))
    description = describe(parts, frame, max_lengths=max_lengths)
    if output is not None:
        _write_page(description, output, title=", ".join(parts))
    return description


def _named(
    files: Sequence[Path], parts: Sequence[tuple[Example, ...]]
) -> dict[str, tuple[Example, ...]]:
    """Name parts after their files; by the whole path where two have the same name."""
    stems = [file.stem for file in files]
    names = stems if len(set(stems)) == len(stems) else [str(file) for file in files]
    return dict(zip(names, parts, strict=True))


def _measures(
    rows: Sequence[Example],
    encoder: str,
    *,
    input_format: str,
    prompt: str | Mapping[str, str],
    type_transform: bool,
) -> list[dict[str, int]]:
    from relsearch.model.encoder import load_tokenizer
    from relsearch.text.encode import TextEncoder
    from relsearch.text.formats import special_tokens
    from relsearch.text.measure import measure

    types = {entity.type for row in rows for entity in (row.subject, row.object)} - {None}
    names = sorted(map(str, types))
    markers = special_tokens(input_format, types=names, type_transform=type_transform)
    tokenizer = load_tokenizer(encoder, markers)
    text_encoder = TextEncoder(
        tokenizer,
        input_format=input_format,
        prompt=prompt,
        type_transform=type_transform,
        max_length=tokenizer.model_max_length,
    )
    return [asdict(one) for one in measure(rows, text_encoder)]


def _write_page(description: Description, output: Path, *, title: str) -> None:
    from relsearch.report.rows import draw_rows

    with whole_file(output) as temporary:
        temporary.write_text(draw_rows(description, title=title), encoding="utf-8")
