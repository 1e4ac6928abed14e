"""OPTIMIZERS and LR_SCHEDULERS: the tables that `optimizer` and `lr_scheduler` choose from."""

from relsearch.components import Component

OPTIMIZERS: dict[str, Component] = {
    "adamw": Component(
        "relsearch.training.optimizers:adamw",
        "Adam with decoupled weight decay (Loshchilov & Hutter 2019)",
        ("adam_beta2", "weight_decay"),
    ),
    "adamp": Component(
        "relsearch.training.optimizers:adamp",
        "Adam that drops the radial part of each step (Heo et al. 2021)",
        ("adam_beta2", "weight_decay"),
    ),
    "adafactor": Component(
        "relsearch.training.optimizers:adafactor",
        "factored second moments: little memory (Shazeer & Stern 2018)",
        ("weight_decay",),
    ),
}
LR_SCHEDULERS: dict[str, Component] = {
    "linear": Component("relsearch.training.schedules:linear", "warm-up, then linear to zero"),
    "cosine": Component("relsearch.training.schedules:cosine", "warm-up, then half a cosine"),
    "cosine_with_restarts": Component(
        "relsearch.training.schedules:cosine_with_restarts",
        "warm-up, then a cosine that starts anew each epoch (Loshchilov & Hutter 2017)",
    ),
}
