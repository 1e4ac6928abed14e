"""Every row of every table of components has its implementation, under its own name."""

from typing import get_args

import pytest

from relsearch.components import Component
from relsearch.config import TrialConfig
from relsearch.config.optimizers import LR_SCHEDULERS, OPTIMIZERS
from relsearch.config.samplers import SAMPLERS, Sampler
from relsearch.config.schedulers import SCHEDULERS, Scheduler
from relsearch.data import READERS, DataConfig
from relsearch.data.augmentations import AUGMENTATIONS
from relsearch.model.heads import HEADS
from relsearch.model.losses import LOSSES
from relsearch.text.formats import FORMATS
from relsearch.text.prompts import PROMPTS

SETTINGS = {**SAMPLERS, **SCHEDULERS}
COMPONENTS = {
    "optimizer": OPTIMIZERS,
    "lr_scheduler": LR_SCHEDULERS,
    "head": HEADS,
    "loss": LOSSES,
}
CHOICES = {**COMPONENTS, "input_format": FORMATS, "prompt": PROMPTS}


@pytest.mark.parametrize(
    "row",
    [row for table in [*COMPONENTS.values(), READERS, AUGMENTATIONS] for row in table.values()],
)
def test_a_components_implementation_can_be_imported(row):
    assert callable(row.load())


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_samplers_or_schedulers_implementation_can_be_imported(kind):
    assert callable(Component(SETTINGS[kind].implementation, "").load())


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_rows_kind_is_its_name(kind):
    assert get_args(SETTINGS[kind].model_fields["kind"].annotation) == (kind,)


@pytest.mark.parametrize(("table", "union"), [(SAMPLERS, Sampler), (SCHEDULERS, Scheduler)])
def test_the_search_file_takes_every_row_of_the_table(table, union):
    assert get_args(get_args(union)[0]) == tuple(table.values())


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key, table in CHOICES.items() for name in table]
)
def test_a_trial_takes_every_row_of_its_tables(key, name):
    assert getattr(TrialConfig(encoder="bundled/mini", **{key: name}), key) == name


def test_a_trial_takes_every_augmentation_together():
    assert TrialConfig(encoder="bundled/mini", augment=[*AUGMENTATIONS]).augment == (
        *AUGMENTATIONS,
    )


@pytest.mark.parametrize(
    "row", [row for table in COMPONENTS.values() for row in table.values() if row.options]
)
def test_the_options_that_a_component_reads_are_keys_of_a_trial(row):
    assert set(row.options) <= set(TrialConfig.model_fields)


@pytest.mark.parametrize("reader", READERS)
def test_the_options_that_a_reader_reads_are_keys_of_the_data_section(reader):
    assert set(READERS[reader].options) <= set(DataConfig.model_fields)
