"""The importances: which settings decided whether a trial was among the best."""

from typing import TYPE_CHECKING

from plotly import graph_objects

from relsearch.report.blocks import Block, Paragraph, Plot, Remark, Section
from relsearch.report.look import COLOURS, figure
from relsearch.report.material import Material
from relsearch.report.words import plain

if TYPE_CHECKING:
    import optuna

TOP = 0.25  # the share of trials that count as the best
FEWEST = 20  # complete trials: Optuna advises at least five among the best
TITLE = "Importance of each setting"
REMARK = (
    "PED-ANOVA (Watanabe et al. 2023) over the complete trials: how much the values of the best"
    " quarter differ from those of all, as shares of 100. It counts what was tried; a setting that"
    " was never varied has no importance here."
)


def importances(material: Material) -> Section | None:
    """Return the settings by importance, or why there are none; None where nothing is searched."""
    if not material.searched:
        return None
    return Section(TITLE, _blocks(material))


def _blocks(material: Material) -> list[Block]:
    if material.journal is None:
        return [Paragraph("The study's journal cannot be read, and importances come from it.")]
    complete = sum(record.state == "complete" for record in material.records)
    if complete < FEWEST:
        few = f"{complete} complete trials are too few to weigh settings against one another"
        return [Paragraph(f"{few}; from {FEWEST} on, their importances stand here.")]
    shares = importance(material.journal)
    return [_plot(shares), Remark(REMARK)]


def importance(study: "optuna.Study") -> dict[str, float]:
    """Return each searched setting's importance, the largest first; they sum to 100."""
    from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

    evaluator = PedAnovaImportanceEvaluator(target_quantile=TOP)
    found = get_param_importances(study, evaluator=evaluator)
    return {key: 100 * share for key, share in found.items()}


def _plot(shares: dict[str, float]) -> Plot:
    names, values = [plain(key) for key in shares], list(shares.values())
    bars = graph_objects.Bar(
        x=values[::-1],
        y=names[::-1],
        orientation="h",
        texttemplate="%{x:.0f}",
        textposition="outside",
        hoverinfo="skip",
        marker={"color": COLOURS["complete"]},
    )
    drawn = figure(showlegend=False, bargap=0.4).add_trace(bars)
    return Plot("importances", drawn, height=80 + 28 * len(names))
