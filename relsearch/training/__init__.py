"""One fine-tuning run: its metrics, optimisation, trainer, checkpoints and predictions."""
