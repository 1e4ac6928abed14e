"""The pods of a KubeRay group: results on a volume that all share, parameters that are strings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relsearch.cluster.finding import Finding, items, mapping


def pod_findings(
    group: Mapping[str, Any], documents: Sequence[Mapping[str, Any]], key: str
) -> Iterator[Finding]:
    """Yield what is wrong with the pods of a head or worker group."""
    for name, value in mapping(group, "rayStartParams").items():
        if not isinstance(value, str):
            said = f'should be a string: "{value}"; Kubernetes refuses the manifest otherwise'
            yield Finding(f"{key}.rayStartParams.{name}", said)
    pod, at = mapping(group, "template", "spec"), f"{key}.template.spec"
    containers = items(pod, "containers")
    if not containers:
        yield Finding(f"{at}.containers", "is required")
        return
    yield from _result_findings(pod, mapping(containers[0]), documents, at)


def _result_findings(
    pod: Mapping[str, Any],
    container: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    key: str,
) -> Iterator[Finding]:
    env = {mapping(one).get("name"): mapping(one).get("value") for one in items(container, "env")}
    place = env.get("RELSEARCH_RESULTS")
    if not isinstance(place, str):
        said = "set RELSEARCH_RESULTS, or results stay in this pod"
        yield Finding(f"{key}.containers[0].env", said)
    elif "://" not in place:
        yield from _volume_findings(pod, container, documents, place, key)


def _volume_findings(
    pod: Mapping[str, Any],
    container: Mapping[str, Any],
    documents: Sequence[Mapping[str, Any]],
    place: str,
    key: str,
) -> Iterator[Finding]:
    mounts = [mapping(one) for one in items(container, "volumeMounts")]
    over = [one for one in mounts if f"{place}/".startswith(f"{one.get('mountPath')}/")]
    if not over:
        yield Finding(f"{key}.containers[0].volumeMounts", f"no volume is mounted over {place}")
        return
    volumes = {mapping(one).get("name"): mapping(one) for one in items(pod, "volumes")}
    claim = mapping(volumes.get(over[0].get("name")), "persistentVolumeClaim").get("claimName")
    if claim is None:
        yield Finding(f"{key}.volumes", f"the volume over {place} is no persistentVolumeClaim")
    for document in documents:
        if document.get("kind") == "PersistentVolumeClaim" and _name(document) == claim:
            yield from _claim_findings(mapping(document, "spec"))


def _claim_findings(spec: Mapping[str, Any]) -> Iterator[Finding]:
    if "ReadWriteMany" not in items(spec, "accessModes"):
        said = "should be [ReadWriteMany]: the pods are on many nodes"
        yield Finding("PersistentVolumeClaim.spec.accessModes", said)


def _name(document: Mapping[str, Any]) -> Any:
    return mapping(document, "metadata").get("name")
