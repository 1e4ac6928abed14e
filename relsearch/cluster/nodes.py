"""What a provider will be asked for: node_config, checked against the provider's own model."""

from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.cluster.aws import aws_findings
from relsearch.cluster.finding import Finding, mapping
from relsearch.cluster.gcp import gcp_findings

MODELS = {"aws": aws_findings, "gcp": gcp_findings}


def node_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the faults of every node type, and of the head that would run trials."""
    model = MODELS.get(mapping(config, "provider").get("type", ""))
    for name, node_type in mapping(config, "available_node_types").items():
        if model is not None:
            key = f"available_node_types.{name}.node_config"
            yield from model(mapping(node_type, "node_config"), key)
    head = str(config.get("head_node_type"))
    resources = mapping(config, "available_node_types", head, "resources")
    if resources.get("CPU", 1) != 0 and head in mapping(config, "available_node_types"):
        said = "the head will run trials beside the driver; {CPU: 0} keeps it free of them"
        yield Finding(f"available_node_types.{head}.resources", said, is_fault=False)
