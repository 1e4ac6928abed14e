"""What the page says of the search: its summary, leaders, effects and importances."""

from dataclasses import replace

import pytest

from relsearch.report.dimensions import dimensions
from relsearch.report.effects import effects
from relsearch.report.history import history
from relsearch.report.importances import importance, importances
from relsearch.report.leaders import leaders
from relsearch.report.material import Material
from relsearch.report.parallel import parallel
from relsearch.report.summary import summary
from tests.hand_made import keep_trial
from tests.report.conftest import RIGHT


def text_of(blocks):
    return " ".join(block.text for block in blocks if hasattr(block, "text"))


def test_the_summary_names_the_best_trial_and_what_pruning_saved(material):
    tiles, text = summary(material)
    assert tiles.tiles[0].value == "6"
    assert tiles.tiles[0].beside == "4 complete, 2 pruned"
    best = material.ranked[0]
    assert f"Trial {best.number} is the best: lr 2e-05." in text.text
    assert "Pruning 2 trials saved 12 of 18 epochs (67 %)." in text.text


def test_the_summary_says_which_trials_have_not_run(material):
    assert "not run all its trials: 6 of 64 have ended" in text_of(summary(material))


def test_the_best_score_has_its_interval(material):
    best = summary(material)[0].tiles[1]
    assert best.value == f"{material.ranked[0].score:.2f}"
    assert best.beside.startswith("on dev, optimised, 95 % interval")


def test_the_summary_says_by_how_much_dev_flatters(material):
    said = "Optimism of dev in micro_f1, at its own label shares: +0.00 over select, +0.00 over"
    assert said in text_of(summary(material))


def test_the_summary_says_nothing_of_optimism_where_the_rows_are_gone(material):
    assert "ptimism" not in text_of(summary(replace(material, corpus=None)))


def test_the_leaders_show_the_settings_in_which_trials_differ(material):
    (table,) = leaders(material).blocks
    names = [column.name for column in table.columns]
    assert names == ["rank", "trial", "state", "micro_f1", "auprc", "epochs", "lr"]
    assert [row[0] for row in table.rows] == [1, 2, 3, 4, 5, 6]


def test_the_best_so_far_never_falls(material):
    figure = history(material).blocks[0].figure
    line = next(trace for trace in figure.data if trace.name == "best so far")
    assert list(line.y) == sorted(line.y)
    assert max(line.y) == material.ranked[0].score


def test_a_choices_ticks_count_its_trials_and_mark_the_median_of_the_complete(material):
    figure = effects(material).blocks[0].figure
    counted = [record.values["lr"] for record in material.ranked].count(1e-5)
    assert figure.layout.yaxis.ticktext[0] == f"1e-05 ({counted})"
    assert [record.state for record in material.ranked].count("complete") == len(figure.data[0].x)


def test_few_trials_have_no_importances_and_that_is_said(material):
    assert "4 complete trials are too few" in text_of(importances(material).blocks)


def test_the_setting_that_decides_is_the_most_important(searched):
    material = Material.of(searched(30))
    plot, _ = importances(material).blocks
    assert list(plot.figure.data[0].y) == ["lr"]
    assert sum(importance(material.journal).values()) == pytest.approx(100)


def test_a_study_without_a_journal_says_that_importances_come_from_it(searched):
    study = searched(6)
    study.folder.journal.unlink()
    assert "journal cannot be read" in text_of(importances(Material.of(study)).blocks)


def test_a_setting_that_a_trial_lacks_has_a_place_of_its_own_beneath_the_others(searched):
    study = searched(4)
    for number, norm in enumerate(("none", "layer")):
        values = {"lr": 2e-5, "head_norm": norm}
        keep_trial(study, 10 + number, RIGHT, score=70.0, values=values)
    material = Material.of(study)
    norm = next(one for one in dimensions(material, material.ranked) if one.key == "head_norm")
    assert norm.names == ("layer", "none")
    assert norm.places.count(None) == 4
    axis = parallel(material).blocks[0].figure.data[0].dimensions[1]
    assert axis.ticktext == ("–", "layer", "none")
    assert min(axis["values"]) == axis.range[0] == -1
