"""Repeats: configurations that a search found, run once more: finalists, refits, lost weights."""
