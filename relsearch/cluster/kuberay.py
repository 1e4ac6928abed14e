"""KubeRay manifests: a RayCluster, its pods and its jobs, as far as they can be judged offline."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from relsearch.cluster.fields import FIELDS
from relsearch.cluster.finding import Finding, items, mapping, strings
from relsearch.cluster.placeholders import placeholder_findings
from relsearch.cluster.pods import pod_findings
from relsearch.cluster.versions import pin_findings, read_pins
from relsearch.errors import did_you_mean


def manifest_findings(documents: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Yield the findings of every document; keys begin with the document's kind."""
    clusters = [one for one in documents if one.get("kind") == "RayCluster"]
    if not clusters:
        yield Finding("kind", "there is no RayCluster among the documents")
    for cluster in clusters:
        yield from _cluster_findings(mapping(cluster, "spec"), documents)
    names = [mapping(cluster, "metadata").get("name") for cluster in clusters]
    for job in (one for one in documents if one.get("kind") == "RayJob"):
        yield from _job_findings(mapping(job, "spec"), names)
    pins = read_pins(Path("constraints.txt"))
    for document in documents:
        for key, text in strings(document, str(document.get("kind"))):
            yield from pin_findings(key, text, pins)
        yield from _under(document, placeholder_findings(document))


def _cluster_findings(
    spec: Mapping[str, Any], documents: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    key = "RayCluster.spec"
    yield from _unknown(spec, "RayCluster", key)
    yield from _version_findings(spec, f"{key}.rayVersion")
    if mapping(spec, "authOptions").get("mode") != "token":
        yield Finding(f"{key}.authOptions.mode", "should be token, or any pod may run code here")
    head = mapping(spec, "headGroupSpec")
    yield from _unknown(head, "headGroupSpec", f"{key}.headGroupSpec")
    yield from _head_findings(head, f"{key}.headGroupSpec")
    yield from pod_findings(head, documents, f"{key}.headGroupSpec")
    for at, group in enumerate(items(spec, "workerGroupSpecs")):
        place = f"{key}.workerGroupSpecs[{at}]"
        yield from _unknown(mapping(group), "workerGroupSpecs", place)
        yield from _replica_findings(mapping(group), place)
        yield from pod_findings(mapping(group), documents, place)


def _version_findings(spec: Mapping[str, Any], key: str) -> Iterator[Finding]:
    pinned = read_pins(Path("constraints.txt")).get("ray", spec.get("rayVersion"))
    if spec.get("rayVersion") != pinned:
        said = f"is {spec.get('rayVersion')!r}, but constraints.txt has {pinned}"
        yield Finding(key, said)


def _head_findings(head: Mapping[str, Any], key: str) -> Iterator[Finding]:
    if head.get("serviceType", "ClusterIP") != "ClusterIP":
        said = f"{head['serviceType']} opens the dashboard to the world; take ClusterIP"
        yield Finding(f"{key}.serviceType", said)
    if mapping(head, "rayStartParams").get("num-cpus") not in ("0", 0):
        said = 'the head will run trials beside the driver; "0" keeps it free of them'
        yield Finding(f"{key}.rayStartParams.num-cpus", said, is_fault=False)


def _replica_findings(group: Mapping[str, Any], key: str) -> Iterator[Finding]:
    least, most = group.get("minReplicas", 0), group.get("maxReplicas", 2**31 - 1)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        said = f"minReplicas <= maxReplicas must hold, but got ({least}, {most})"
        yield Finding(f"{key}.minReplicas", said)


def _job_findings(spec: Mapping[str, Any], clusters: Sequence[Any]) -> Iterator[Finding]:
    yield from _unknown(spec, "RayJob", "RayJob.spec")
    if not spec.get("entrypoint"):
        yield Finding("RayJob.spec.entrypoint", "is required: the command to run")
    selected = mapping(spec, "clusterSelector").get("ray.io/cluster")
    if selected is not None and selected not in clusters:
        said = f"there is no RayCluster {selected!r} here{did_you_mean(selected, clusters)}"
        yield Finding("RayJob.spec.clusterSelector.ray.io/cluster", said)


def _unknown(spec: Mapping[str, Any], kind: str, key: str) -> Iterator[Finding]:
    for name in (name for name in spec if name not in FIELDS[kind]):
        yield Finding(f"{key}.{name}", f"unknown key{did_you_mean(name, FIELDS[kind])}")


def _under(document: Mapping[str, Any], found: Iterator[Finding]) -> Iterator[Finding]:
    for finding in found:
        yield Finding(f"{document.get('kind')}.{finding.key}", finding.said, finding.is_fault)
