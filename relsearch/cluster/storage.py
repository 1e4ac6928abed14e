"""Where results go: one place, which every machine can reach."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.cluster.commands import commands
from relsearch.cluster.finding import Finding, mapping

RESULTS = re.compile(r"RELSEARCH_RESULTS=[\"']?([^\s\"';&]+)")
SCHEMES = ("s3", "gs")
CREDENTIALS = {
    "aws": ("s3", "IamInstanceProfile", "a machine without a role cannot open the bucket"),
    "gcp": ("gs", "serviceAccounts", "a machine without an account cannot open the bucket"),
}


def storage_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield why some machine would not find the results, or would keep them to itself."""
    everywhere = list(_settings(config, "setup_commands"))
    somewhere = list(_settings(config, "head_setup_commands", "worker_setup_commands"))
    if not everywhere and somewhere:
        said = "RELSEARCH_RESULTS is not set on every machine; move it to setup_commands"
        yield Finding(somewhere[0][0], said)
    elif not everywhere:
        said = "set RELSEARCH_RESULTS to a bucket or a shared folder, or results stay on one disk"
        yield Finding("setup_commands", said)
    for key, place in everywhere:
        if "://" in place:
            yield from _bucket_findings(config, key, place)
        else:
            yield from _folder_findings(config, key, place)


def _settings(config: Mapping[str, Any], *lists: str) -> Iterator[tuple[str, str]]:
    for key, command in commands(config, *lists):
        if found := RESULTS.search(command):
            yield key, found[1]


def _bucket_findings(config: Mapping[str, Any], key: str, place: str) -> Iterator[Finding]:
    scheme = place.partition("://")[0]
    if scheme not in SCHEMES:
        yield Finding(key, f"{place}: results go to s3://, gs:// or a shared folder")
    provider = mapping(config, "provider").get("type")
    own, needed, why = CREDENTIALS.get(str(provider), ("", "", ""))
    for name, node_type in mapping(config, "available_node_types").items():
        if scheme == own and needed not in mapping(node_type, "node_config"):
            yield Finding(f"available_node_types.{name}.node_config.{needed}", f"is missing: {why}")


def _folder_findings(config: Mapping[str, Any], key: str, place: str) -> Iterator[Finding]:
    """A folder must lie under a mount that the setup makes, or at least makes sure of."""
    mounting = (text for _, text in commands(config) if re.search(r"\bmount(point)?\b", text))
    mounted = [word for text in mounting for word in text.split() if word.startswith("/")]
    if not any(place == top or place.startswith(f"{top}/") for top in mounted):
        yield Finding(
            key,
            f"{place} is each machine's own disk; take a bucket, or say in setup_commands that it"
            " is shared: mountpoint -q FOLDER",
        )
