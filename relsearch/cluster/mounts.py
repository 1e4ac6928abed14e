"""What is copied to every machine: each source must be here."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from relsearch.cluster.finding import Finding, mapping

MAKEABLE = {
    ".whl": "not built yet; `make wheel` builds it",
    "auth_token": "not made yet; `ray get-auth-token --generate` makes it",
}
"""How a source ends that is made from what is here, and by what."""


def mount_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the sources that are missing; what a command can still make is a note."""
    for remote, local in mapping(config, "file_mounts").items():
        key = f"file_mounts.{remote}"
        if not str(remote).startswith(("/", "~")):
            yield Finding(key, "should be an absolute path on the machines, or begin with ~")
        if not Path(str(local)).expanduser().exists():
            yield _missing(key, str(local))
    private_key = mapping(config, "auth").get("ssh_private_key")
    if private_key and not Path(str(private_key)).expanduser().exists():
        said = f"there is no {private_key} yet; ssh-keygen makes one"
        yield Finding("auth.ssh_private_key", said, is_fault=False)


def _missing(key: str, local: str) -> Finding:
    for ending, cure in MAKEABLE.items():
        if local.endswith(ending):
            return Finding(key, f"{local} is {cure}", is_fault=False)
    return Finding(key, f"there is no {local} here ({Path.cwd()}), where `ray up` would copy from")
