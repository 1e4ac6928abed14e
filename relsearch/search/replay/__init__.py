"""Replays: the search's own desk over recorded learning curves, on a simulated cluster."""
