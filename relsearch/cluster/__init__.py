"""Checks of cluster files, offline: what Ray would refuse, and what it would not notice."""

from relsearch.cluster.check import check_cluster_file
from relsearch.cluster.finding import Finding

__all__ = ["Finding", "check_cluster_file"]
