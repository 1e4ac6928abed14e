"""data show: one row of a file as the encoder sees it."""

from collections.abc import Mapping
from pathlib import Path

from relsearch.data import Example, read_examples
from relsearch.errors import DataError
from relsearch.text.formats import special_tokens
from relsearch.text.show import Shown, show


def data_show(
    file: Path,
    *,
    reader: str,
    row: int,
    input_format: str = "typed_entity_marker_punct",
    prompt: str | Mapping[str, str] = "s_and_o",
    type_transform: bool = False,
    encoder: str = "bundled/mini",
) -> Shown:
    """Return the text, tokens and entity places of row ``row``, counted from 0 in file order.

    ``prompt`` is a name or ``{"template": "…"}``. Other rows may be bad. Raises DataError when
    this one is, or when there is none, and ConfigError for a template with mistakes.
    """
    from relsearch.model.encoder import load_tokenizer
    from relsearch.text.encode import TextEncoder

    example = _row(file, reader, row)
    types = sorted({entity.type for entity in (example.subject, example.object) if entity.type})
    markers = special_tokens(input_format, types=types, type_transform=type_transform)
    text_encoder = TextEncoder(
        load_tokenizer(encoder, markers),
        input_format=input_format,
        prompt=prompt,
        type_transform=type_transform,
    )
    return show(example, text_encoder)


def _row(file: Path, reader: str, row: int) -> Example:
    reading = read_examples(file, reader=reader, on_bad_row="drop")
    bad = {one.number: one for one in reading.dropped}
    if row in bad:
        raise DataError(f"{file}: {bad[row]}")
    rows = len(reading.examples) + len(bad)
    if not 0 <= row < rows:
        raise DataError(f"{file} has rows 0 to {rows - 1}, but got --row {row}")
    return reading.examples[row - sum(number < row for number in bad)]
