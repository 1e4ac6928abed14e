"""What Ray itself checks: its schema of cluster files, every fault rather than the first."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from importlib.resources import files
from io import StringIO
from typing import Any

from relsearch.cluster.finding import Finding, dotted, items, mapping
from relsearch.errors import did_you_mean


def schema_findings(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the schema's faults; where there is none, those of Ray's own preparation."""
    from jsonschema import Draft7Validator

    schema = json.loads(files("ray.autoscaler").joinpath("ray-schema.json").read_text("utf-8"))
    errors = list(Draft7Validator(schema).iter_errors(config))
    for error in errors:
        yield from _told(error)
    if not errors:
        yield from _prepared(config)


def _told(error: Any) -> Iterator[Finding]:
    path = list(error.absolute_path)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for key in (key for key in error.instance if key not in known):
            yield Finding(dotted(*path, key), f"unknown key{did_you_mean(key, known)}")
    elif error.validator == "required":
        for key in (key for key in error.validator_value if key not in error.instance):
            yield Finding(dotted(*path, key), "is required")
    else:
        yield Finding(dotted(*path) or "the file", error.message)


def _prepared(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Fill in Ray's defaults and let it judge the whole, as the first steps of `ray up` do."""
    from ray.autoscaler._private.util import prepare_config, validate_config

    faults = list(_before_ray(config))
    yield from faults
    if faults:
        return
    logging.getLogger("ray").setLevel(logging.ERROR)  # it tells every default that it fills in
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            validate_config(prepare_config(dict(config)))
    except (ValueError, RuntimeError, NotImplementedError, AssertionError, KeyError) as error:
        named = re.search(r"`(\w+)`", str(error))
        yield Finding(named[1] if named else "the file", str(error))


def _before_ray(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what would make Ray leave with a message of its own rather than raise."""
    provider = mapping(config, "provider")
    if provider["type"] != "local" or "coordinator_address" in provider:
        return
    for key in ("head_ip", "worker_ips"):
        if key not in provider:
            yield Finding(f"provider.{key}", "is required: the machines' addresses")
    for key in ("head_node", "worker_nodes", "available_node_types"):
        if config.get(key):
            yield Finding(key, "is not supported where the provider's type is local")
    addresses = [provider.get("head_ip"), *items(config, "provider", "worker_ips")]
    for address in sorted({str(one) for one in addresses if addresses.count(one) > 1}):
        yield Finding("provider.worker_ips", f"{address} stands there twice, or is the head too")
