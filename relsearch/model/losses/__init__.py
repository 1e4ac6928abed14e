"""LOSSES: what a trial minimises, each called as ``loss(logits, labels)``.

Every implementation is a module built from the training rows' label counts and its own options.
Its value is a mean over the rows, weighted or not: an update's loss is then the sum of its
micro-batches' shares by rows, however it is cut into them.
"""

from relsearch.components import Component

LOSSES: dict[str, Component] = {
    "cross_entropy": Component(
        "relsearch.model.losses.cross_entropy:CrossEntropy",
        "the negative log-likelihood of the gold label",
        options=("label_smoothing", "class_weights"),
    ),
    "focal": Component(
        "relsearch.model.losses.focal:Focal",
        "cross-entropy with each row scaled by (1 - p)^gamma: easy rows count less",
        options=("focal_gamma", "label_smoothing", "class_weights"),
    ),
    "ldam": Component(
        "relsearch.model.losses.ldam:LDAM",
        "cross-entropy with a margin that is wider for rarer labels",
        options=("class_weights",),
    ),
}
