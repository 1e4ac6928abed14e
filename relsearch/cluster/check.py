"""check_cluster_file: every finding about a file for `ray up`, or a KubeRay manifest, at once."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from relsearch.cluster.commands import command_findings
from relsearch.cluster.exposure import exposure_findings
from relsearch.cluster.finding import Finding
from relsearch.cluster.kuberay import manifest_findings
from relsearch.cluster.mounts import mount_findings
from relsearch.cluster.nodes import node_findings
from relsearch.cluster.placeholders import placeholder_findings
from relsearch.cluster.schema import schema_findings
from relsearch.cluster.storage import storage_findings
from relsearch.cluster.versions import version_findings
from relsearch.errors import ClusterError

LAUNCHER_CHECKS: tuple[Callable[[Mapping[str, Any]], Iterator[Finding]], ...] = (
    schema_findings,
    node_findings,
    mount_findings,
    command_findings,
    version_findings,
    storage_findings,
    exposure_findings,
    placeholder_findings,
)


def check_cluster_file(path: Path) -> list[Finding]:
    """Return all findings; relative mount sources are looked for from here, as `ray up` does.

    Raises ClusterError when the file cannot be read as YAML at all.
    """
    documents = _read(path)
    if any("apiVersion" in document for document in documents):
        return list(manifest_findings(documents))
    config, *more = documents
    if more:
        raise ClusterError(f"{path} holds {len(documents)} YAML documents; `ray up` takes one")
    return [finding for check in LAUNCHER_CHECKS for finding in check(config)]


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        documents = [one for one in yaml.safe_load_all(path.read_text("utf-8")) if one is not None]
    except (OSError, UnicodeDecodeError) as error:
        raise ClusterError(f"cannot read {path}: {error}") from None
    except yaml.YAMLError as error:
        raise ClusterError(f"{path} is not a YAML file: {error}") from None
    if not documents or not all(isinstance(one, dict) for one in documents):
        raise ClusterError(f"{path} should hold keys (cluster_name, provider, …)")
    return documents
