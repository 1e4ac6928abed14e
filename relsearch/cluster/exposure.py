"""What a cluster shows the world: nothing, if the file is right."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.cluster.commands import commands
from relsearch.cluster.finding import Finding, items, mapping, strings

HOST = re.compile(r"--dashboard-host[= ]\"?([\w.:]+)")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WORLD = ("0.0.0.0/0", "::/0")
TOKEN = "~/.ray/auth_token"


def exposure_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an open dashboard, open ports, and a cluster that asks nobody for its token."""
    for key, command in commands(config):
        for host in HOST.findall(command):
            if host not in LOOPBACK:
                yield Finding(
                    key,
                    f"the dashboard runs code for whoever reaches {host};"
                    " bind it to 127.0.0.1 and use `ray dashboard`",
                )
    if not any("RAY_AUTH_MODE=token" in command for _, command in commands(config)):
        yield Finding("setup_commands", "set RAY_AUTH_MODE=token, or anyone inside may run code")
    elif TOKEN not in mapping(config, "file_mounts"):
        yield Finding("file_mounts", f"every node needs the token: {TOKEN}: {TOKEN}")
    yield from _open_ports(config)


def _open_ports(config: Mapping[str, Any]) -> Iterator[Finding]:
    place = ("provider", "security_group", "IpPermissions")
    for key, text in strings(items(config, *place), *place):
        if text in WORLD:
            yield Finding(key, f"{text} opens the port to the world; give your own address")
    provider = mapping(config, "provider")
    if provider.get("type") == "aws" and not provider.get("security_group"):
        grouped = (
            "SecurityGroupIds" in mapping(node_type, "node_config")
            for node_type in mapping(config, "available_node_types").values()
        )
        if not all(grouped):
            said = "without one Ray opens SSH to the world; name a group of your own"
            yield Finding("provider.security_group", said)
