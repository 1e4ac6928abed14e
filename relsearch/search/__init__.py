"""The search on Ray: trainable, searcher, schedulers, tuner, live display."""
