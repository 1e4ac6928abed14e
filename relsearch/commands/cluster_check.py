"""cluster check: a file for `ray up`, or a KubeRay manifest, checked offline."""

from pathlib import Path

from relsearch.cluster import check_cluster_file
from relsearch.errors import ClusterError


def cluster_check(file: Path) -> list[str]:
    """Return notes about a cluster file that has no fault; ClusterError lists every fault."""
    findings = list(dict.fromkeys(check_cluster_file(file)))
    faults = [str(finding) for finding in findings if finding.is_fault]
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise ClusterError(f"{file} has {count}:", faults)
    return [str(finding) for finding in findings]
