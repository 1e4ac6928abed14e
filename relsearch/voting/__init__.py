"""Ensembles: which trials vote, how they vote, and the submission that comes of it."""
