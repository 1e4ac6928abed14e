"""The configurations that are compared: the report's grid, the heads, the losses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Configuration:
    """What a run is called and what it changes; ``reported`` is the report's (F1, AUPRC)."""

    group: str
    name: str
    values: Mapping[str, Any]
    reported: tuple[float, float] | None = None


def _grid(
    name: str,
    input_format: str,
    prompt: str,
    reported: tuple[float, float] | None,
    *,
    type_transform: bool = False,
) -> Configuration:
    values = {"input_format": input_format, "prompt": prompt, "type_transform": type_transform}
    return Configuration("grid", name, values, reported)


GRID = (
    _grid("1", "default", "default", (47.822, 38.445)),
    _grid("2", "default", "s_sep_o", (72.193, 72.167)),
    _grid("3", "default", "s_and_o", (73.575, 71.588)),
    _grid("4", "default", "quiz", (73.299, 71.995)),
    _grid("5", "default", "problem", (73.446, 73.399)),
    _grid("6", "entity_mask", "default", (68.057, 66.13)),
    _grid("7", "entity_marker", "default", (72.678, 72.951)),
    _grid("7b", "entity_marker_punct", "default", (72.458, 72.548)),  # unnumbered in the report
    _grid("8", "typed_entity_marker", "default", (73.005, 72.647)),
    _grid("9", "typed_entity_marker_punct", "default", (72.54, 72.14)),
    _grid("10", "typed_entity_marker_punct", "default", None, type_transform=True),
    _grid("11", "entity_marker", "s_sep_o", (72.356, 71.557)),
    _grid("12", "entity_marker", "s_and_o", (72.984, 71.359)),
    _grid("13", "typed_entity_marker", "s_sep_o", (72.968, 71.612)),
    _grid("14", "typed_entity_marker", "s_and_o", (73.777, 71.62)),
    _grid("15", "typed_entity_marker_punct", "s_sep_o", (72.074, 73.906)),
    _grid("16", "typed_entity_marker_punct", "s_and_o", (72.94, 71.698)),
)
PLAIN = GRID[-1].values  # what heads and losses are compared on, with the head `base`


def _changed(
    group: str, name: str, reported: tuple[float, float] | None = None, **values: Any
) -> Configuration:
    return Configuration(group, name, {**PLAIN, **values}, reported)


HEADS = (
    _changed("heads", "base", (74.3558, 76.6053)),
    _changed("heads", "bilstm", (76.5345, 79.9067), head="bilstm"),
    _changed("heads", "bigru", (75.2809, 80.2392), head="bigru"),
    _changed("heads", "entity_start", head="entity_start"),
    _changed("heads", "cls_entity_start", head="cls_entity_start"),
    _changed("heads", "entity_span", head="entity_span"),
    _changed("heads", "rbert", head="rbert"),
)
LOSSES = (
    _changed("losses", "cross_entropy", (71.371, 69.653)),
    _changed("losses", "focal", (71.225, 71.5), loss="focal"),
    _changed("losses", "label_smoothing", label_smoothing=0.1),
    _changed("losses", "class_weights", class_weights="balanced"),
    _changed("losses", "rdrop", rdrop=1.0),
    _changed("losses", "ldam", loss="ldam"),
)
STRONG = (  # with a larger encoder and all rows, against the published figures of klue/bert-base
    _changed("strong", "entity_span", head="entity_span", head_lr_mult=5.0),
    _changed("strong", "cls_entity_start", head="cls_entity_start", head_lr_mult=5.0),
)
GROUPS = {"grid": GRID, "heads": HEADS, "losses": LOSSES, "strong": STRONG}
COMPARED = (*GRID, *HEADS, *LOSSES)
ALL = (*COMPARED, *STRONG)


def run_of(configuration: Configuration) -> Configuration:
    """Return the first configuration with the same values: it is the one that is run for both."""
    return next(other for other in ALL if other.values == configuration.values)


def find(group: str, name: str) -> Configuration:
    """Return the configuration that a row of the table names."""
    return next(one for one in ALL if (one.group, one.name) == (group, name))
