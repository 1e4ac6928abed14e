"""Placeholders: what the shipped files leave to their user."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from relsearch.cluster.finding import Finding, strings

PLACEHOLDER = re.compile(r"YOUR-[A-Z0-9]+(?:-[A-Z0-9]+)*")


def placeholder_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a note for every word that still waits for an edit."""
    for key, text in strings(config):
        for word in sorted(set(PLACEHOLDER.findall(text))):
            yield Finding(key, f"{word} waits for your edit", is_fault=False)
